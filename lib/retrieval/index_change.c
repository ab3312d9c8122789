#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/sg.h"
#include "retrieval/index_change.h"
#include "retrieval/segment_dead.h"

static int fail(struct index_change *c, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

static int
fail(struct index_change *c, const char *fmt, ...)
{
	va_list ap;
	int n;

	n = snprintf(c->err, sizeof c->err, "%.200s: ", c->dir);
	va_start(ap, fmt);
	vsnprintf(c->err + n, sizeof c->err - (size_t)n, fmt, ap);
	va_end(ap);
	return -1;
}

/* Room for the segment of one more row. */
static struct segment *
push_segment(struct index_change *c, size_t n)
{
	struct segment *s = xreallocarray(NULL, 1, sizeof *s);

	c->segment = xreallocarray(c->segment, n + 1, sizeof(struct segment *));
	c->dirty = xreallocarray(c->dirty, n + 1, sizeof *c->dirty);
	c->segment[n] = s;
	c->dirty[n] = false;
	return s;
}

static int
open_segments(struct index_change *c)
{
	char why[256], name[MANIFEST_NAME];
	struct manifest *m = &c->manifest;
	size_t i, n = m->n;
	int r;

	for (m->n = i = 0; i < n; i++) {
		r = index_segment_open(
		    push_segment(c, i), &m->row[i], c->dirfd, why, sizeof why);
		m->n = i + 1;
		if (r == 0)
			continue;
		manifest_segment_name(m->row[i].number, name);
		return r < 0 ? fail(c, "%s", why) :
			       fail(c,
				   "MANIFEST names %s, which is missing "
				   "or another",
				   name);
	}
	return 0;
}

static int
no_index(struct index_change *c)
{
	snprintf(c->err, sizeof c->err,
	    "no index at %.400s (sg-store makes one)", c->dir);
	return -1;
}

int
index_change_begin(
    struct index_change *c, const char *dir, const struct profile *create)
{
	char why[256];
	int r;

	*c = (struct index_change) { .dir = dir, .lock = -1 };
	c->dirfd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (c->dirfd < 0 && (errno != ENOENT || create != NULL))
		return fail(c, "%s", strerror(errno));
	/* no lock file in a directory that is no index */
	if (c->dirfd < 0 ||
	    (create == NULL && faccessat(c->dirfd, "MANIFEST", F_OK, 0) < 0))
		return no_index(c);
	if ((c->lock = index_lock(c->dirfd, "LOCK", true)) < 0)
		return fail(c, "LOCK: %s", strerror(errno));
	r = manifest_read(&c->manifest, c->dirfd, why, sizeof why);
	if (r < 0)
		return fail(c, "%s", why);
	if (r > 0 && create == NULL)
		return no_index(c);
	if (r > 0) {
		c->manifest.profile = create;
		c->changed = true;
	}
	return open_segments(c);
}

/* After a rename that failed: was it done? See is_written() of the MANIFEST. */
static bool
is_named(const struct index_change *c, const struct index_temp *temp,
    const char *name)
{
	int was = errno;
	struct stat a, b;
	bool same;

	same = was == ENOENT && fstat(temp->fd, &a) == 0 &&
	       fstatat(c->dirfd, name, &b, 0) == 0 && a.st_dev == b.st_dev &&
	       a.st_ino == b.st_ino;
	errno = was;
	return same;
}

int
index_change_add(struct index_change *c, const struct index_temp *temp)
{
	struct manifest *m = &c->manifest;
	char name[MANIFEST_NAME], why[256];
	struct manifest_row row = { .number = 1 };
	struct segment *s;
	size_t i;

	for (i = 0; i < m->n; i++)
		if (m->row[i].number >= row.number)
			row.number = m->row[i].number + 1;
	manifest_segment_name(row.number, name);
	if (renameat(c->dirfd, temp->name, c->dirfd, name) < 0 &&
	    !is_named(c, temp, name))
		return fail(c, "%s: %s", name, strerror(errno));
	s = push_segment(c, m->n);
	if (segment_open(s, c->dirfd, name, why, sizeof why) != 0) {
		free(s);
		return fail(c, "%s", why);
	}
	row.bytes = s->bytes;
	row.crc = s->crc;
	row.recordings = s->recordings;
	row.postings = s->postings;
	row.frames = s->timeline;
	m->row = xgrow(m->row, &m->cap, m->n + 1, sizeof *m->row);
	m->row[m->n++] = row;
	c->changed = true;
	return 0;
}

int
index_change_kill(struct index_change *c, size_t i, uint32_t row)
{
	struct manifest_row *r = &c->manifest.row[i];
	struct segment_rec rec;

	if (segment_rec(c->segment[i], row, &rec) < 0)
		return fail(
		    c, "%s: row %u is damaged", c->segment[i]->name, row);
	segment_kill(c->segment[i], row);
	r->recordings--;
	r->postings -= rec.n_postings;
	r->frames -= rec.frames;
	r->deleted++;
	c->dirty[i] = c->changed = true;
	return 0;
}

void
index_change_drop(struct index_change *c, size_t i)
{
	struct manifest *m = &c->manifest;
	size_t after = m->n - i - 1;

	segment_close(c->segment[i]);
	free(c->segment[i]);
	memmove(&m->row[i], &m->row[i + 1], after * sizeof *m->row);
	memmove(&c->segment[i], &c->segment[i + 1],
	    after * sizeof(struct segment *));
	memmove(&c->dirty[i], &c->dirty[i + 1], after * sizeof *c->dirty);
	m->n--;
	c->changed = true;
}

void
index_change_move_last(struct index_change *c, size_t to)
{
	struct manifest *m = &c->manifest;
	size_t last = m->n - 1, n = last - to;
	struct manifest_row row = m->row[last];
	struct segment *s = c->segment[last];
	bool dirty = c->dirty[last];

	memmove(&m->row[to + 1], &m->row[to], n * sizeof row);
	memmove(&c->segment[to + 1], &c->segment[to], n * sizeof s);
	memmove(&c->dirty[to + 1], &c->dirty[to], n * sizeof dirty);
	m->row[to] = row;
	c->segment[to] = s;
	c->dirty[to] = dirty;
}

/* New files for maps of dead rows that changed; nothing for what is all dead. */
static int
write_dead(struct index_change *c)
{
	struct manifest *m = &c->manifest;
	char name[MANIFEST_NAME];
	size_t i;

	for (i = m->n; i-- > 0;) {
		if (!c->dirty[i])
			continue;
		if (m->row[i].recordings == 0) {
			index_change_drop(c, i);
			continue;
		}
		m->row[i].dead++;
		manifest_dead_name(m->row[i].number, m->row[i].dead, name);
		if (segment_dead_write(
			c->segment[i], c->dirfd, name, &m->row[i].dead_crc) < 0)
			return fail(c, "%s: %s", name, strerror(errno));
	}
	return 0;
}

/* Remove a temporary file unless its writer lives. */
static void
sweep_temp(int dirfd, const char *name)
{
	int fd = openat(dirfd, name, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return;
	if (flock(fd, LOCK_EX | LOCK_NB) == 0)
		unlinkat(dirfd, name, 0);
	close(fd);
}

/*
 * Remove files that the new MANIFEST does not name. Failure costs disk only:
 * the next commit tries again.
 */
static void
sweep(struct index_change *c)
{
	int fd = openat(c->dirfd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct dirent *e;
	DIR *d;

	if (fd < 0)
		return;
	if ((d = fdopendir(fd)) == NULL) {
		close(fd);
		return;
	}
	while ((e = readdir(d)) != NULL)
		if (strncmp(e->d_name, "tmp-", 4) == 0)
			sweep_temp(c->dirfd, e->d_name);
		else if (manifest_leftover(&c->manifest, e->d_name))
			unlinkat(c->dirfd, e->d_name, 0);
	closedir(d);
}

int
index_change_commit(struct index_change *c)
{
	if (!c->changed)
		return 0;
	if (write_dead(c) < 0)
		return -1;
	if (fsync(c->dirfd) < 0 || manifest_write(&c->manifest, c->dirfd) < 0)
		return fail(c, "MANIFEST: %s", strerror(errno));
	sweep(c);
	return 0;
}

void
index_change_end(struct index_change *c)
{
	size_t i;

	for (i = 0; i < c->manifest.n; i++) {
		segment_close(c->segment[i]);
		free(c->segment[i]);
	}
	free(c->segment);
	free(c->dirty);
	manifest_release(&c->manifest);
	if (c->lock >= 0)
		close(c->lock);
	if (c->dirfd >= 0)
		close(c->dirfd);
}
