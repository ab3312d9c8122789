#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/num.h"
#include "base/sg.h"
#include "base/stream.h"
#include "base/text.h"
#include "retrieval/pulled.h"

static const struct stream_type type = { "pulled",
	"doc\tid\tseal\tframes\tpostings", NULL };

enum {
	DOC,
	ID,
	SEAL,
	FRAMES,
	POSTINGS
}; /* columns */

static char *
path_of(const char *dir, const char *suffix)
{
	size_t n = strlen(dir) + strlen(suffix) + sizeof "/PULLED";
	char *path = xreallocarray(NULL, n, 1);

	snprintf(path, n, "%s/PULLED%s", dir, suffix);
	return path;
}

static int
scan_row(struct stream *s, struct pulled_row *row)
{
	if (num_u64(s->field[DOC], INT64_MAX, &row->doc) < 0)
		return stream_fail(
		    s, "field 1: want a number, got '%.40s'", s->field[DOC]);
	if (stream_text(s, ID) < 0)
		return -1;
	if (!id_valid(s->field[ID]))
		return stream_fail(
		    s, "field 2: bad identity '%.255s'", s->field[ID]);
	if (strlen(s->field[SEAL]) != PULLED_SEAL)
		return stream_fail(s, "field 3: want %d digits, got '%.40s'",
		    PULLED_SEAL, s->field[SEAL]);
	row->id = s->field[ID];
	strcpy(row->seal, s->field[SEAL]);
	return stream_u32(s, FRAMES, UINT32_MAX, &row->frames) < 0 ||
		       stream_u32(s, POSTINGS, UINT32_MAX, &row->postings) < 0 ?
		   -1 :
		   0;
}

static int
scan(struct pulled *p, struct stream *s, const struct profile *want)
{
	char spelling[PROFILE_SPELLING_MAX];
	struct pulled_row row;
	int event;

	profile_spell(want, spelling);
	if (strcmp(s->profile, spelling) != 0)
		return stream_fail(s, "want profile '%.200s', got '%.200s'",
		    spelling, s->profile);
	while ((event = stream_next(s)) > 0) {
		if (event == STREAM_SECTION)
			continue;
		if (scan_row(s, &row) < 0)
			return -1;
		pulled_add(p, &row);
	}
	return event;
}

int
pulled_read(struct pulled *p, const char *dir, const struct profile *want)
{
	static const struct stream_type *const types[] = { &type, NULL };
	char *path = path_of(dir, "");
	struct stream s;
	FILE *fp;
	int r = 0;

	*p = (struct pulled) { 0 };
	if ((fp = fopen(path, "re")) != NULL) {
		if ((r = stream_open(&s, fp, path, types)) == 0)
			r = scan(p, &s, want);
		if (r < 0)
			snprintf(p->err, sizeof p->err, "%s", s.err);
		stream_release(&s);
		fclose(fp);
	} else if (errno != ENOENT && errno != ENOTDIR) {
		snprintf(
		    p->err, sizeof p->err, "%.400s: %s", path, strerror(errno));
		r = -1;
	}
	free(path);
	pulled_sort(p);
	return r;
}

static void
print(const struct pulled *p, FILE *fp, const struct profile *profile)
{
	char spelling[PROFILE_SPELLING_MAX];
	const struct pulled_row *r;

	profile_spell(profile, spelling);
	stream_put_header(fp, &type, spelling, "libsg", NULL);
	for (r = p->row; r < p->row + p->n; r++) {
		fprintf(fp, "%" PRIu64 "\t", r->doc);
		text_put(fp, r->id);
		fprintf(fp, "\t%s\t%" PRIu32 "\t%" PRIu32 "\n", r->seal,
		    r->frames, r->postings);
	}
	stream_put_end(fp, 0);
}

int
pulled_write(struct pulled *p, const char *dir, const struct profile *profile)
{
	char *path = path_of(dir, ""), *tmp = path_of(dir, ".tmp");
	FILE *fp;
	int bad;

	unlink(tmp); /* a leftover; or a link that somebody laid there */
	fp = fopen(tmp, "wxe");
	bad = fp == NULL;
	if (fp != NULL) {
		print(p, fp, profile);
		bad = fflush(fp) == EOF || ferror(fp) || fsync(fileno(fp)) < 0;
		bad |= fclose(fp) == EOF;
	}
	if (bad || rename(tmp, path) < 0) {
		snprintf(
		    p->err, sizeof p->err, "%.400s: %s", path, strerror(errno));
		bad = 1;
	}
	free(path);
	free(tmp);
	return bad ? -1 : 0;
}

void
pulled_add(struct pulled *p, const struct pulled_row *row)
{
	p->row = xgrow(p->row, &p->cap, p->n + 1, sizeof *p->row);
	p->row[p->n] = *row;
	p->row[p->n++].id = xstrdup(row->id);
}

static int
by_doc(const void *a, const void *b)
{
	const struct pulled_row *x = a, *y = b;

	return (x->doc > y->doc) - (x->doc < y->doc);
}

void
pulled_sort(struct pulled *p)
{
	if (p->n > 0)
		qsort(p->row, p->n, sizeof *p->row, by_doc);
}

const struct pulled_row *
pulled_find(const struct pulled *p, uint64_t doc)
{
	struct pulled_row key = { .doc = doc };

	return p->n == 0 ? NULL :
			   bsearch(&key, p->row, p->n, sizeof key, by_doc);
}

void
pulled_release(struct pulled *p)
{
	size_t i;

	for (i = 0; i < p->n; i++)
		free(p->row[i].id);
	free(p->row);
}
