#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/sg.h"
#include "retrieval/index_store.h"

static int fail(struct index_store *s, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

static int
fail(struct index_store *s, const char *fmt, ...)
{
	va_list ap;
	int n;

	n = snprintf(s->err, sizeof s->err, "%.200s: ", s->dir);
	va_start(ap, fmt);
	vsnprintf(s->err + n, sizeof s->err - (size_t)n, fmt, ap);
	va_end(ap);
	return -1;
}

static int
other_profile(struct index_store *s, const struct profile *its)
{
	const struct profile *ours = s->build.profile;

	return fail(s, "the index has profile '%s', the stream '%s'", its->name,
	    ours->name);
}

/* Make a directory and those above it. 0, or -1 and errno. */
static int
make_directories(const char *dir)
{
	char *path = xstrdup(dir), *p;
	int r = 0;

	for (p = path + 1; r == 0 && *path != '\0' && *p != '\0'; p++) {
		if (*p != '/')
			continue;
		*p = '\0';
		if (mkdir(path, 0777) < 0 && errno != EEXIST)
			r = -1;
		*p = '/';
	}
	if (r == 0 && mkdir(path, 0777) < 0 && errno != EEXIST)
		r = -1;
	free(path);
	return r;
}

/* Whether all files of a directory are an index's, or its beginnings. */
static bool
is_ours(int dirfd)
{
	struct manifest none = { 0 };
	bool ours = true;
	struct dirent *e;
	DIR *d;
	int fd;

	if ((fd = openat(dirfd, ".", O_RDONLY | O_DIRECTORY)) < 0 ||
	    (d = fdopendir(fd)) == NULL)
		return false;
	while (ours && (e = readdir(d)) != NULL)
		ours = *e->d_name == '.' || strcmp(e->d_name, "LOCK") == 0 ||
		       strcmp(e->d_name, "MERGE") == 0 ||
		       strncmp(e->d_name, "PULL", 4) == 0 ||
		       strncmp(e->d_name, "MANIFEST", 8) == 0 ||
		       strncmp(e->d_name, "tmp-", 4) == 0 ||
		       manifest_leftover(&none, e->d_name);
	closedir(d);
	return ours;
}

int
index_store_open(
    struct index_store *s, const char *dir, const struct profile *profile)
{
	struct manifest m;
	char why[256];
	int r;

	*s = (struct index_store) { .dir = dir, .dirfd = -1 };
	segment_build_init(&s->build, profile);
	if (make_directories(dir) < 0 ||
	    (s->dirfd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC)) < 0)
		return fail(s, "%s", strerror(errno));
	r = manifest_read(&m, s->dirfd, why, sizeof why);
	manifest_release(&m);
	if (r < 0)
		return fail(s, "%s", why);
	if (r > 0 && !is_ours(s->dirfd))
		return fail(s, "neither an index nor an empty directory");
	if (r == 0 && m.profile != profile)
		return other_profile(s, m.profile);
	return 0;
}

/* The batch becomes a temporary file. */
static int
spill(struct index_store *s)
{
	struct index_temp t;
	int fd;

	if (s->build.n_row == 0)
		return 0;
	if (index_temp_open(&t, s->dirfd) < 0)
		return fail(s, "temporary file: %s", strerror(errno));
	s->temp = xgrow(s->temp, &s->cap_temp, s->n_temp + 1, sizeof *s->temp);
	s->temp[s->n_temp++] = t;
	/* a second descriptor: its close leaves us the lock */
	if ((fd = dup(t.fd)) < 0 || segment_build_write(&s->build, fd) < 0)
		return fail(s, "%s: %s", t.name, strerror(errno));
	return 0;
}

int
index_store_put(struct index_store *s, const struct fingerprint *fp,
    const struct segment_meta *meta)
{
	/* what follows counts in 32 bits, and a code of a peak takes 24 bytes */
	if (fp->n_mark >= UINT32_MAX || fp->n_peak >= UINT32_MAX / 24)
		return fail(s, "'%s' is too large", fp->id);
	if (!segment_build_fits(&s->build, fp) && spill(s) < 0)
		return -1;
	s->replaced += segment_build_put(&s->build, fp, meta);
	s->recordings++;
	s->postings += fp->n_mark;
	return 0;
}

/* Kill the live recordings of segment `old` that segment `new` has too. */
static int
replace(struct index_store *s, struct index_change *c, size_t old, size_t new)
{
	const struct segment *a = c->segment[old], *b = c->segment[new];
	bool few = a->recordings < b->recordings;
	const struct segment *each = few ? a : b, *other = few ? b : a;
	struct segment_rec rec;
	uint32_t row, found;
	int r;

	for (row = 0; row < each->recordings; row++) {
		if (segment_dead(each, row))
			continue;
		if (segment_rec(each, row, &rec) < 0 ||
		    (r = segment_find(other, rec.id, &found)) < 0)
			return fail(s, "%s: damaged (sg-index check)", a->name);
		if (r == 0)
			continue;
		if (index_change_kill(c, old, few ? row : found) < 0)
			return fail(s, "%s", c->err);
		s->replaced++;
	}
	return 0;
}

static int
change(struct index_store *s, struct index_change *c, const uint32_t *state)
{
	size_t i, old, n;

	if (index_change_begin(c, s->dir, s->build.profile) < 0) {
		strcpy(s->err, c->err);
		return -1;
	}
	if (c->manifest.profile != s->build.profile)
		return other_profile(s, c->manifest.profile);
	if (state != NULL &&
	    manifest_state(c->manifest.row, c->manifest.n) != *state)
		return 1;
	for (i = 0; i < s->n_temp; i++) {
		n = c->manifest.n;
		if (index_change_add(c, &s->temp[i]) < 0) {
			strcpy(s->err, c->err);
			return -1;
		}
		for (old = 0; old < n; old++)
			if (replace(s, c, old, n) < 0)
				return -1;
	}
	if (index_change_commit(c) < 0) {
		strcpy(s->err, c->err);
		return -1;
	}
	s->state = manifest_state(c->manifest.row, c->manifest.n);
	return 0;
}

static int
commit(struct index_store *s, const uint32_t *state)
{
	struct index_change c;
	int r;

	if (spill(s) < 0)
		return -1;
	r = change(s, &c, state);
	index_change_end(&c);
	return r;
}

int
index_store_commit(struct index_store *s)
{
	return commit(s, NULL);
}

int
index_store_commit_if(struct index_store *s, uint32_t state)
{
	return commit(s, &state);
}

void
index_store_close(struct index_store *s)
{
	size_t i;

	for (i = 0; i < s->n_temp; i++)
		index_temp_close(&s->temp[i], s->dirfd);
	free(s->temp);
	segment_build_release(&s->build);
	if (s->dirfd >= 0)
		close(s->dirfd);
}

int
index_store_make(
    const char *dir, const struct profile *profile, char *err, size_t err_size)
{
	struct index_store s;
	int r = 0;

	if (index_store_open(&s, dir, profile) < 0 ||
	    index_store_commit(&s) < 0) {
		snprintf(err, err_size, "%s", s.err);
		r = -1;
	}
	index_store_close(&s);
	return r;
}
