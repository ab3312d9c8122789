#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/sg.h"
#include "retrieval/index.h"
#include "retrieval/index_change.h"
#include "retrieval/index_manifest.h"
#include "retrieval/segment_dead.h"

int
index_segment_open(struct segment *s, const struct manifest_row *row, int dirfd,
    char *err, size_t err_size)
{
	char name[MANIFEST_NAME];
	int r;

	manifest_segment_name(row->number, name);
	if ((r = segment_open(s, dirfd, name, err, err_size)) != 0)
		return r;
	if (s->crc != row->crc || s->bytes != row->bytes) {
		segment_close(s);
		return 1;
	}
	if (row->dead == 0)
		return 0;
	manifest_dead_name(row->number, row->dead, name);
	r = segment_dead_read(s, dirfd, name, err, err_size);
	if (r == 0 && segment_dead_crc(s) != row->dead_crc)
		r = 1;
	if (r != 0)
		segment_close(s);
	return r;
}

/* Drop what was opened so far. */
static void
clear(struct index *ix)
{
	size_t i;

	for (i = 0; i < ix->n_segment; i++) {
		segment_close(ix->segment[i]);
		free(ix->segment[i]);
	}
	free(ix->segment);
	free(ix->row);
	ix->segment = NULL;
	ix->row = NULL;
	ix->n_segment = 0;
	ix->recordings = ix->postings = ix->frames = 0;
}

/* 0; 1 when row *at is not there; -1 with why set. */
static int
open_rows(struct index *ix, const struct manifest *m, int dirfd, size_t *at,
    char *why, size_t why_size)
{
	struct segment *s;
	int r;

	ix->profile = m->profile;
	ix->state = manifest_state(m->row, m->n);
	ix->segment = xreallocarray(NULL, m->n + 1, sizeof(struct segment *));
	ix->row = xreallocarray(NULL, m->n + 1, sizeof *ix->row);
	for (*at = 0; *at < m->n; (*at)++) {
		s = xreallocarray(NULL, 1, sizeof *s);
		r = index_segment_open(s, &m->row[*at], dirfd, why, why_size);
		if (r == 0 && s->profile != m->profile) {
			snprintf(why, why_size,
			    "%s: profile %s, but the MANIFEST says %s", s->name,
			    s->profile->name, m->profile->name);
			segment_close(s);
			r = -1;
		}
		if (r != 0) {
			free(s);
			return r;
		}
		ix->row[ix->n_segment] = m->row[*at];
		ix->segment[ix->n_segment++] = s;
		ix->recordings += m->row[*at].recordings;
		ix->postings += m->row[*at].postings;
		ix->frames += m->row[*at].frames;
	}
	return 0;
}

/* Whether the manifest has the very same row. */
static bool
has_row(const struct manifest *m, const struct manifest_row *row)
{
	size_t i;

	for (i = 0; i < m->n; i++)
		if (m->row[i].number == row->number &&
		    m->row[i].crc == row->crc && m->row[i].dead == row->dead)
			return true;
	return false;
}

/*
 * Read the MANIFEST and open its rows, until no writer has removed a file in
 * between. A file that is missing from two MANIFESTs in turn is lost.
 */
static int
open_all(struct index *ix, int dirfd, char *why, size_t why_size)
{
	struct manifest_row missing = { 0 };
	char name[MANIFEST_NAME];
	struct manifest m;
	size_t at;
	int r;

	for (;;) {
		if ((r = manifest_read(&m, dirfd, why, why_size)) != 0)
			break;
		if (missing.number != 0 && has_row(&m, &missing)) {
			manifest_segment_name(missing.number, name);
			snprintf(why, why_size,
			    "MANIFEST names %s, which is missing or another",
			    name);
			r = -1;
			break;
		}
		r = open_rows(ix, &m, dirfd, &at, why, why_size);
		if (r <= 0)
			break;
		missing = m.row[at];
		clear(ix);
		manifest_release(&m);
	}
	manifest_release(&m);
	return r;
}

int
index_open(struct index *ix, const char *dir)
{
	char why[sizeof ix->err - 64];
	int dirfd, r;

	*ix = (struct index) { 0 };
	dirfd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (dirfd < 0 && errno != ENOENT) {
		snprintf(
		    ix->err, sizeof ix->err, "%s: %s", dir, strerror(errno));
		return -1;
	}
	r = dirfd < 0 ? 1 : open_all(ix, dirfd, why, sizeof why);
	if (dirfd >= 0)
		close(dirfd);
	if (r == 0)
		return 0;
	if (r > 0)
		snprintf(ix->err, sizeof ix->err,
		    "no index at %s (sg-store makes one)", dir);
	else
		snprintf(ix->err, sizeof ix->err, "%.*s: %s", 60, dir, why);
	clear(ix);
	return -1;
}

void
index_close(struct index *ix)
{
	clear(ix);
}

void
index_join(struct index *ix, struct index *other)
{
	size_t n = ix->n_segment, more = other->n_segment;

	ix->segment =
	    xreallocarray(ix->segment, n + more + 1, sizeof *ix->segment);
	ix->row = xreallocarray(ix->row, n + more + 1, sizeof *ix->row);
	if (more > 0) {
		memcpy(ix->segment + n, other->segment,
		    more * sizeof *ix->segment);
		memcpy(ix->row + n, other->row, more * sizeof *ix->row);
	}
	ix->n_segment += more;
	ix->recordings += other->recordings;
	ix->postings += other->postings;
	ix->frames += other->frames;
	ix->state = manifest_state(ix->row, ix->n_segment);
	other->n_segment = 0;
	clear(other);
}

void
index_map(const struct index *ix, unsigned threads)
{
	uint64_t memory =
	    (uint64_t)sysconf(_SC_PHYS_PAGES) * (uint64_t)sysconf(_SC_PAGESIZE);
	uint64_t bytes = 0;
	size_t i;

	for (i = 0; i < ix->n_segment; i++)
		bytes += ix->segment[i]->bytes;
	for (i = 0; i < ix->n_segment && bytes < memory / 2; i++)
		segment_map(ix->segment[i], threads);
}

int
index_find(struct index *ix, const char *id, size_t *segment, uint32_t *row)
{
	size_t i;
	int r;

	for (i = 0; i < ix->n_segment; i++) {
		if ((r = segment_find(ix->segment[i], id, row)) < 0) {
			snprintf(ix->err, sizeof ix->err,
			    "%s: damaged: rows or their order",
			    ix->segment[i]->name);
			return -1;
		}
		*segment = i;
		if (r > 0)
			return 1;
	}
	return 0;
}
