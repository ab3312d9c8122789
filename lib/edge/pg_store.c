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

static int
fail(struct pg_store *s, const char *id, const char *what)
{
	snprintf(s->db.err, sizeof s->db.err, "'%.255s': %s", id, what);
	s->db.again = false;
	return -1;
}

/* A random identity, in the form of a UUID. */
int
pg_store_batch(struct pg_store *s)
{
	char *text = s->batch;
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
	if ((s->spool = tmpfile()) != NULL && pg_store_batch(s) == 0)
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

static const char statement[] =
    "select sg.store($1, $2, $3::smallint, $4, $5::bytea, $6::bigint[], $7, "
    "$8, $9, $10, $11)";

/* What the statement is asked with, of a row whose bytes were read. */
struct question {
	char frames[16], seconds[32];
	const char *arg[ARGS];
	int size[ARGS];
};

static void
ask(struct question *q, const struct pg_store *s,
    const struct pg_store_row *row)
{
	const char *const arg[ARGS] = { s->token, row->id, s->number, q->frames,
		s->bytes, s->bytes + row->body, s->batch, row->title, row->url,
		row->duration_s >= 0 ? q->seconds : NULL, row->published };

	memcpy(q->arg, arg, sizeof arg);
	memset(q->size, 0, sizeof q->size);
	q->size[4] = row->body;
	q->size[5] = row->postings;
	snprintf(q->frames, sizeof q->frames, "%" PRIu32, row->frames);
	snprintf(q->seconds, sizeof q->seconds, "%.17g", row->duration_s);
}

int
pg_store_run(struct pg_store *s, const struct pg_store_row *row)
{
	struct question q;

	ask(&q, s, row);
	if (pg_run_binary(&s->db, statement, q.arg, q.size, ARGS) < 0)
		return -1;
	s->replaced += strcmp(pg_text(&s->db, 0, 0), "t") == 0;
	return 0;
}

int
pg_store_read(struct pg_store *s, const struct pg_store_row *row)
{
	size_t n = (size_t)row->body + (size_t)row->postings;

	s->bytes = xreallocarray(s->bytes, n, 1);
	if (fseek(s->spool, row->at, SEEK_SET) == 0 &&
	    fread(s->bytes, 1, n, s->spool) == n)
		return 0;
	return fail(s, row->id, "cannot read the temporary file again");
}

int
pg_store_send(struct pg_store *s, const struct pg_store_row *row)
{
	struct question q;

	ask(&q, s, row);
	return pg_send(&s->db, statement, q.arg, q.size, ARGS);
}

static int
try_commit(struct pg_store *s)
{
	const struct pg_store_row *row;
	int r;

	s->replaced = 0;
	r = pg_script(&s->db, "begin");
	for (row = s->row; r == 0 && row < s->row + s->n; row++)
		if (row > s->row && strcmp(row[-1].id, row->id) == 0)
			s->replaced++; /* by one of this stream */
		else if ((r = pg_store_read(s, row)) == 0)
			r = pg_store_run(s, row);
	return r == 0 ? pg_script(&s->db, "commit") : r;
}

int
pg_store_commit(struct pg_store *s)
{
	char why[sizeof s->db.err];
	bool again;
	int i;

	if (fflush(s->spool) != 0)
		return fail(s, "temporary file", strerror(errno));
	if (pg_profile_make(&s->db, s->profile, s->number) < 0)
		return -1;
	qsort(s->row, s->n, sizeof *s->row, by_id);
	/* what was committed unheard is known by its batch, and left alone */
	for (i = 0; try_commit(s) < 0; i++) {
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
pg_store_forget(struct pg_store_row *row)
{
	free(row->id);
	free(row->title);
	free(row->url);
	free(row->published);
}

void
pg_store_close(struct pg_store *s)
{
	size_t i;

	for (i = 0; i < s->n; i++)
		pg_store_forget(&s->row[i]);
	free(s->row);
	free(s->bytes);
	if (s->spool != NULL)
		fclose(s->spool);
	pg_close(&s->db);
}
