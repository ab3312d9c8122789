#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "base/sg.h"
#include "base/sort.h"
#include "edge/pg_array.h"
#include "edge/pg_profile.h"
#include "edge/pg_store.h"
#include "retrieval/doc.h"

enum {
	TRIES = 6,
	ARGS = 11,
	POSTINGS_MAX = 1 << 26 /* of a recording: 0.8 GB to send */
};

struct pg_store_row {
	char *id, *title, *url, *published; /* owned */
	double duration_s;
	uint32_t frames;
	long at;            /* in the spool: the body, then the postings */
	int body, postings; /* bytes */
};

static int
fail(struct pg_store *s, const char *id, const char *what)
{
	snprintf(s->db.err, sizeof s->db.err, "'%.255s': %s", id, what);
	s->db.again = false;
	return -1;
}

/* A random identity, in the form of a UUID. */
static int
make_batch(char text[static 40])
{
	static const int groups[] = { 4, 2, 2, 2, 6 };
	uint8_t b[16];
	int g, i, k = 0, n = 0;

	if (getrandom(b, sizeof b, 0) != sizeof b)
		return -1;
	for (g = 0; g < 5; g++) {
		for (i = 0; i < groups[g]; i++)
			n += sprintf(text + n, "%02x", b[k++]);
		if (g < 4)
			text[n++] = '-';
	}
	return 0;
}

int
pg_store_open(struct pg_store *s, const char *url,
    const struct profile *profile, const char *token)
{
	*s = (struct pg_store) { .profile = profile, .token = token };
	if (pg_open(&s->db, url, "sg-store") < 0)
		return -1;
	if ((s->spool = tmpfile()) != NULL && make_batch(s->batch) == 0)
		return 0;
	snprintf(
	    s->db.err, sizeof s->db.err, "temporary file: %s", strerror(errno));
	s->db.again = false;
	return -1;
}

void
pg_store_postings(struct pg_array *a, const struct fingerprint *fp)
{
	size_t i, n = fp->n_mark;
	uint64_t *key = xreallocarray(NULL, 2 * n + 1, sizeof *key);

	for (i = 0; i < n; i++)
		key[i] = (uint64_t)fp->mark[i].hash << DOC_FRAME_BITS |
			 fp->mark[i].t_ref;
	if (n > 0)
		sort_u64(key, key + n, n);
	for (i = 0; i < n; i++)
		pg_array_put(a, (int64_t)key[i]);
	free(key);
}

/* The postings into the spool; their bytes, or -1. */
static int
spool_postings(struct pg_store *s, const struct fingerprint *fp)
{
	struct pg_array a;
	const char *data;
	int size;

	pg_array_init(&a, 8);
	pg_store_postings(&a, fp);
	data = pg_array_arg(&a, &size);
	if (fwrite(data, 1, (size_t)size, s->spool) != (size_t)size)
		size = -1;
	pg_array_release(&a);
	return size;
}

/* The body of its document, into the spool; its bytes, or -1. */
static int
spool_body(struct pg_store *s, const struct fingerprint *fp)
{
	size_t n;
	uint8_t *body = doc_pack(s->profile, fp, &n);
	bool whole = body != NULL && fwrite(body, 1, n, s->spool) == n;

	free(body);
	return whole ? (int)n : -1;
}

static char *
copy_of(const char *text)
{
	return text != NULL ? xstrdup(text) : NULL;
}

int
pg_store_put(struct pg_store *s, const struct fingerprint *fp,
    const struct segment_meta *meta)
{
	struct pg_store_row *row;

	if (fp->frames > (uint32_t)1 << DOC_FRAME_BITS)
		return fail(s, fp->id, "too long for the database");
	if (fp->n_mark > POSTINGS_MAX)
		return fail(s, fp->id, "too large for the database");
	s->row = xgrow(s->row, &s->cap, s->n + 1, sizeof *s->row);
	row = &s->row[s->n++];
	*row = (struct pg_store_row) {
		.id = xstrdup(fp->id),
		.title = copy_of(meta->title),
		.url = copy_of(meta->url),
		.published = copy_of(meta->published),
		.duration_s = meta->duration_s,
		.frames = fp->frames,
		.at = ftell(s->spool),
	};
	if ((row->body = spool_body(s, fp)) < 0 ||
	    (row->postings = spool_postings(s, fp)) < 0)
		return fail(s, fp->id, strerror(errno));
	s->recordings++;
	s->postings += fp->n_mark;
	return 0;
}

/* In order of id, the later of equals first. */
static int
by_id(const void *a, const void *b)
{
	const struct pg_store_row *x = a, *y = b;
	int order = strcmp(x->id, y->id);

	return order != 0 ? order : (x->at < y->at) - (x->at > y->at);
}

/* Store a row of the spool, whose bytes are p, with a profile's number. */
static int
send_row(struct pg_store *s, const struct pg_store_row *row,
    const char *profile, const char *p)
{
	char frames[16], seconds[32];
	const char *const arg[ARGS] = { s->token, row->id, profile, frames, p,
		p + row->body, s->batch, row->title, row->url,
		row->duration_s >= 0 ? seconds : NULL, row->published };
	const int size[ARGS] = { [4] = row->body, [5] = row->postings };

	snprintf(frames, sizeof frames, "%" PRIu32, row->frames);
	snprintf(seconds, sizeof seconds, "%.17g", row->duration_s);
	if (pg_run_binary(&s->db,
		"select sg.store($1, $2, $3::smallint, $4, $5::bytea, "
		"$6::bigint[], $7, $8, $9, $10, $11)",
		arg, size, ARGS) < 0)
		return -1;
	s->replaced += strcmp(pg_text(&s->db, 0, 0), "t") == 0;
	return 0;
}

static int
read_row(struct pg_store *s, const struct pg_store_row *row, char **p)
{
	size_t n = (size_t)row->body + (size_t)row->postings;

	*p = xreallocarray(*p, n, 1);
	if (fseek(s->spool, row->at, SEEK_SET) == 0 &&
	    fread(*p, 1, n, s->spool) == n)
		return 0;
	return fail(s, row->id, "cannot read the temporary file again");
}

static int
try_commit(struct pg_store *s, const char *profile)
{
	const struct pg_store_row *row;
	char *p = NULL;
	int r;

	s->replaced = 0;
	r = pg_script(&s->db, "begin");
	for (row = s->row; r == 0 && row < s->row + s->n; row++)
		if (row > s->row && strcmp(row[-1].id, row->id) == 0)
			s->replaced++; /* by one of this stream */
		else if ((r = read_row(s, row, &p)) == 0)
			r = send_row(s, row, profile, p);
	free(p);
	return r == 0 ? pg_script(&s->db, "commit") : r;
}

int
pg_store_commit(struct pg_store *s)
{
	char profile[PG_NUMBER], why[sizeof s->db.err];
	bool again;
	int i;

	if (fflush(s->spool) != 0)
		return fail(s, "temporary file", strerror(errno));
	if (pg_profile_make(&s->db, s->profile, profile) < 0)
		return -1;
	qsort(s->row, s->n, sizeof *s->row, by_id);
	/* what was committed unheard is known by its batch, and left alone */
	for (i = 0; try_commit(s, profile) < 0; i++) {
		again = s->db.again;
		memcpy(why, s->db.err, sizeof why);
		if (!s->db.lost)
			pg_script(&s->db, "rollback");
		if (!again || i == TRIES) {
			memcpy(s->db.err, why, sizeof why);
			s->db.again = again;
			return -1;
		}
	}
	return 0;
}

void
pg_store_close(struct pg_store *s)
{
	size_t i;

	for (i = 0; i < s->n; i++) {
		free(s->row[i].id);
		free(s->row[i].title);
		free(s->row[i].url);
		free(s->row[i].published);
	}
	free(s->row);
	if (s->spool != NULL)
		fclose(s->spool);
	pg_close(&s->db);
}
