/*
 * Where a walk stands, in a file: "name TAB value" a line, every listed id a
 * line, "end" last, so that half a file is told from a whole one.
 */

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memstream.h"
#include "base/num.h"
#include "base/sg.h"
#include "edge/yt_walk.h"

enum {
	NUMBERS = 10,
	LINE_MAX_BYTES = 4096
};

static const char *const name[NUMBERS] = { "at", "promised", "listed", "done",
	"rows", "unavailable", "passed", "ended", "cut", "absent" };

static void
print(const struct yt_walk *w, FILE *fp, const char *key)
{
	const uint64_t v[NUMBERS] = { w->at, w->promised, w->listed, w->done,
		w->rows, w->unavailable, w->passed, w->ended, w->cut,
		w->absent };
	size_t i;

	fprintf(fp, "sg-ytmeta state 1\t%s\n", key);
	for (i = 0; i < NUMBERS; i++)
		fprintf(fp, "%s\t%ju\n", name[i], (uintmax_t)v[i]);
	fprintf(fp, "list\t%s\npage\t%s\n", w->list != NULL ? w->list : "",
	    w->page != NULL ? w->page : "");
	for (i = 0; i < w->seen.n; i++)
		fprintf(fp, "id\t%s\n", w->seen.id[i]);
	fputs("end\n", fp);
}

int
yt_walk_save(struct yt_walk *w, const char *path, const char *key)
{
	size_t n = strlen(path) + 8;
	char *tmp = xreallocarray(NULL, n, 1);
	FILE *fp = NULL;
	int fd, rc = -1;

	snprintf(tmp, n, "%s.XXXXXX", path);
	if ((fd = mkstemp(tmp)) >= 0 && (fp = fdopen(fd, "w")) != NULL) {
		print(w, fp, key);
		rc = ferror(fp) | fflush(fp) | fsync(fd) ? -1 : 0;
		rc = fclose(fp) != 0 || rc < 0 ? -1 : rename(tmp, path);
	}
	if (rc < 0)
		snprintf(
		    w->err, sizeof w->err, "%s: %s", path, strerror(errno));
	if (rc < 0 && fd >= 0)
		unlink(tmp);
	free(tmp);
	return rc;
}

/* A line without its LF, NULL at the end or when it has none or is too long. */
static char *
line_of(FILE *fp, char b[static LINE_MAX_BYTES])
{
	size_t n;

	if (fgets(b, LINE_MAX_BYTES, fp) == NULL || (n = strlen(b)) == 0 ||
	    b[n - 1] != '\n')
		return NULL;
	b[n - 1] = '\0';
	return b;
}

/* The value of a line that must be of that name, or NULL. */
static const char *
value_of(const char *line, const char *want)
{
	size_t n = strlen(want);

	if (line == NULL || strncmp(line, want, n) != 0 || line[n] != '\t')
		return NULL;
	return line + n + 1;
}

static int
scan(struct yt_walk *w, FILE *fp)
{
	uint64_t v[NUMBERS];
	char b[LINE_MAX_BYTES];
	const char *s;
	size_t i;

	for (i = 0; i < NUMBERS; i++)
		if ((s = value_of(line_of(fp, b), name[i])) == NULL ||
		    num_u64(s, SIZE_MAX, &v[i]) < 0)
			return -1;
	if ((s = value_of(line_of(fp, b), "list")) == NULL)
		return -1;
	w->list = *s != '\0' ? xstrdup(s) : NULL;
	if ((s = value_of(line_of(fp, b), "page")) == NULL)
		return -1;
	w->page = *s != '\0' ? xstrdup(s) : NULL;
	while ((s = value_of(line_of(fp, b), "id")) != NULL && id_valid(s))
		idset_add(&w->seen, s);
	w->at = v[0], w->promised = v[1], w->listed = v[2], w->done = v[3];
	w->rows = v[4], w->unavailable = v[5], w->passed = v[6];
	w->ended = v[7] != 0, w->cut = v[8] != 0, w->absent = v[9] != 0;
	return strcmp(b, "end") == 0 && w->at <= w->n && w->done <= w->seen.n ?
		   0 :
		   -1;
}

int
yt_walk_load(struct yt_walk *w, const char *path, const char *key)
{
	FILE *fp = fopen(path, "r");
	char *line = NULL;
	const char *s;
	size_t cap = 0;
	ssize_t n;
	int rc = 0;

	if (fp == NULL && errno == ENOENT)
		return 0;
	if (fp == NULL) {
		snprintf(
		    w->err, sizeof w->err, "%s: %s", path, strerror(errno));
		return -1;
	}
	n = getline(&line, &cap, fp);
	if (n > 0 && line[n - 1] == '\n')
		line[n - 1] = '\0';
	s = n > 0 ? value_of(line, "sg-ytmeta state 1") : NULL;
	if (s == NULL || (strcmp(s, key) == 0 && scan(w, fp) < 0)) {
		snprintf(w->err, sizeof w->err,
		    "%s: damaged: remove it, to begin anew", path);
		rc = -1;
	}
	free(line);
	fclose(fp);
	return rc;
}

char *
yt_walk_key(const struct yt_walk *w)
{
	const struct yt_filter *f = &w->filter;
	struct memstream key;
	FILE *fp = memstream_open(&key);
	size_t i;

	fprintf(fp, "%s %s %ju %d%d%d", f->after != NULL ? f->after : "-",
	    f->before != NULL ? f->before : "-", (uintmax_t)f->max, f->live,
	    f->all_pages, f->raw);
	for (i = 0; i < w->n; i++)
		fprintf(fp, "\t%d %s", (int)w->name[i].kind, w->name[i].id);
	return memstream_close(&key);
}
