#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/sg.h"
#include "retrieval/index_change.h"
#include "retrieval/index_merge.h"
#include "retrieval/segment_dead.h"
#include "retrieval/segment_merge.h"

enum {
	FAN = 4,      /* segments that make a tier overflow */
	TIER_0 = 16,  /* bits of postings */
	TIER_BITS = 2 /* log2(FAN) */
};

struct job {
	const char *dir;
	int dirfd;
	bool all;
	struct manifest_row *row; /* that are merged */
	struct segment **segment;
	uint32_t **map;
	size_t n;
	char *err;
	size_t err_size;
};

static int
fail(struct job *j, const char *what)
{
	snprintf(j->err, j->err_size, "%.200s: %s", j->dir, what);
	return -1;
}

static int
no_index(struct job *j)
{
	snprintf(j->err, j->err_size, "no index at %.200s (sg-store makes one)",
	    j->dir);
	return -1;
}

static unsigned
tier_of(const struct manifest_row *r)
{
	uint64_t n = r->postings >> TIER_0;
	unsigned tier = 0;

	for (; n > 0; n >>= TIER_BITS)
		tier++;
	return tier;
}

static bool
mostly_dead(const struct manifest_row *r)
{
	return r->deleted > r->recordings;
}

/* Take the rows of a tier, or all, as far as one timeline can hold them. */
static void
take_tier(struct job *j, const struct manifest *m, unsigned tier)
{
	uint64_t frames = 0;
	size_t i;

	for (j->n = i = 0; i < m->n; i++) {
		if ((!j->all && tier_of(&m->row[i]) != tier) ||
		    frames + m->row[i].frames > UINT32_MAX)
			continue;
		frames += m->row[i].frames;
		j->row[j->n++] = m->row[i];
	}
}

/* What to merge next; false when there is nothing. */
static bool
choose(struct job *j, const struct manifest *m)
{
	unsigned tier;
	size_t i;

	j->row = xreallocarray(j->row, m->n + 1, sizeof *j->row);
	if (j->all) {
		take_tier(j, m, 0);
		return j->n > 1 || (j->n == 1 && j->row[0].deleted > 0);
	}
	for (i = 0; i < m->n; i++)
		if (mostly_dead(&m->row[i])) {
			j->row[0] = m->row[i];
			j->n = 1;
			return true;
		}
	for (tier = 0; tier <= 64 / TIER_BITS; tier++) {
		take_tier(j, m, tier);
		if (j->n >= FAN)
			return true;
	}
	return false;
}

/* Open the inputs. 0; 1 when a writer has removed one: choose again. */
static int
open_inputs(struct job *j)
{
	size_t i, n = j->n;
	char why[256];
	int r;

	j->segment = xreallocarray(NULL, n, sizeof(struct segment *));
	j->map = xreallocarray(NULL, n, sizeof(uint32_t *));
	for (j->n = i = 0; i < n; i++) {
		j->segment[i] = xreallocarray(NULL, 1, sizeof **j->segment);
		r = index_segment_open(
		    j->segment[i], &j->row[i], j->dirfd, why, sizeof why);
		if (r != 0) {
			free(j->segment[i]);
			return r < 0 ? fail(j, why) : 1;
		}
		j->map[i] = xreallocarray(NULL,
		    (size_t)j->segment[i]->recordings + 1, sizeof **j->map);
		j->n = i + 1;
	}
	return 0;
}

static void
close_inputs(struct job *j)
{
	size_t i;

	for (i = 0; i < j->n; i++) {
		segment_close(j->segment[i]);
		free(j->segment[i]);
		free(j->map[i]);
	}
	free(j->segment);
	free(j->map);
	j->segment = NULL;
	j->map = NULL;
	j->n = 0;
}

/* Which row of the manifest is input i now; SIZE_MAX: none. */
static size_t
find_input(const struct job *j, const struct manifest *m, size_t i)
{
	size_t k;

	for (k = 0; k < m->n; k++)
		if (m->row[k].number == j->row[i].number &&
		    m->row[k].crc == j->row[i].crc)
			return k;
	return SIZE_MAX;
}

/*
 * Recordings of input i that died while we merged die in the result, which is
 * the change's last row. Then the input leaves the MANIFEST.
 */
static int
retire(struct job *j, struct index_change *c, size_t i, bool empty)
{
	size_t at = find_input(j, &c->manifest, i);
	const struct segment *now = c->segment[at];
	uint32_t row;

	for (row = 0; row < now->recordings && !empty; row++)
		if (segment_dead(now, row) &&
		    !segment_dead(j->segment[i], row) &&
		    index_change_kill(c, c->manifest.n - 1, j->map[i][row]) < 0)
			return -1;
	index_change_drop(c, at);
	return 0;
}

/* Put the result in the inputs' place. 1 when one of these has gone. */
static int
swap(struct job *j, struct index_change *c, const struct index_temp *t)
{
	bool empty = true;
	size_t first, i;

	if (index_change_begin(c, j->dir, NULL) < 0)
		return -1;
	for (i = 0; i < j->n; i++) {
		if (find_input(j, &c->manifest, i) == SIZE_MAX)
			return 1;
		if (j->segment[i]->n_dead < j->segment[i]->recordings)
			empty = false;
	}
	first = find_input(j, &c->manifest, 0);
	if (!empty && index_change_add(c, t) < 0)
		return -1;
	for (i = 0; i < j->n; i++)
		if (retire(j, c, i, empty) < 0)
			return -1;
	if (!empty)
		index_change_move_last(c, first);
	return index_change_commit(c);
}

/* One merge. 0 done; 1 another writer was faster: choose again; -1. */
static int
merge(struct job *j)
{
	struct index_change c;
	struct index_temp t;
	char why[256];
	int fd, r;

	if ((r = open_inputs(j)) != 0)
		return r;
	if (index_temp_open(&t, j->dirfd) < 0)
		return fail(j, strerror(errno));
	if ((fd = dup(t.fd)) < 0)
		r = fail(j, strerror(errno));
	else if (segment_merge(j->segment, j->n, j->map, fd, why, sizeof why) <
		 0)
		r = fail(j, why);
	else {
		if ((r = swap(j, &c, &t)) < 0)
			snprintf(j->err, j->err_size, "%s", c.err);
		index_change_end(&c);
	}
	index_temp_close(&t, j->dirfd);
	return r;
}

static int
merge_all(struct job *j)
{
	struct manifest m;
	char why[256];
	bool found;
	int r;

	for (;;) {
		r = manifest_read(&m, j->dirfd, why, sizeof why);
		if (r == 0)
			found = choose(j, &m);
		manifest_release(&m);
		if (r != 0)
			return fail(
			    j, r > 0 ? "no index (sg-store makes one)" : why);
		if (!found)
			return 0;
		r = merge(j);
		close_inputs(j);
		if (r < 0)
			return -1;
	}
}

int
index_merge(const char *dir, bool all, char *err, size_t err_size)
{
	struct job j = {
		.dir = dir, .all = all, .err = err, .err_size = err_size
	};
	int lock, r;

	j.dirfd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (j.dirfd < 0 || faccessat(j.dirfd, "MANIFEST", F_OK, 0) < 0) {
		r = errno == ENOENT ? no_index(&j) : fail(&j, strerror(errno));
		if (j.dirfd >= 0)
			close(j.dirfd);
		return r;
	}
	lock = index_lock(j.dirfd, "MERGE", all);
	if (lock >= 0) {
		r = merge_all(&j);
		close(lock);
	} else {
		r = !all && errno == EWOULDBLOCK ? 0 :
						   fail(&j, strerror(errno));
	}
	free(j.row);
	close(j.dirfd);
	return r;
}
