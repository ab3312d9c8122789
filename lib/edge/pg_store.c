#define _GNU_SOURCE /* memfd_create */

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/sg.h"
#include "base/sort.h"
#include "edge/pg_store.h"

enum {
	FRAME_BITS = 22, /* of a posting: sg-database(5) */
	INT8_OID = 20,
	ARRAY_HEAD = 20, /* bytes */
	ARRAY_ITEM = 12,
	TRIES = 6,
	ARGS = 11
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

/* The postings as an int8[] of the server's binary form, into the spool. */
static int
spool_postings(struct pg_store *s, const struct fingerprint *fp)
{
	size_t i, n = fp->n_mark, size = ARRAY_HEAD + n * ARRAY_ITEM;
	uint64_t *key = xreallocarray(NULL, 2 * n + 1, sizeof *key);
	uint8_t *p = xreallocarray(NULL, size, 1), *item;

	for (i = 0; i < n; i++)
		key[i] = (uint64_t)fp->mark[i].hash << FRAME_BITS |
			 fp->mark[i].t_ref;
	if (n > 0)
		sort_u64(key, key + n, n);
	be32_put(p, n > 0); /* dimensions */
	be32_put(p + 4, 0);
	be32_put(p + 8, INT8_OID);
	be32_put(p + 12, (uint32_t)n);
	be32_put(p + 16, 1); /* the first index */
	for (i = 0; i < n; i++) {
		item = p + ARRAY_HEAD + i * ARRAY_ITEM;
		be32_put(item, 8);
		be32_put(item + 4, (uint32_t)(key[i] >> 32));
		be32_put(item + 8, (uint32_t)key[i]);
	}
	if (n == 0)
		size = 12; /* no dimension, no bounds */
	i = fwrite(p, 1, size, s->spool);
	free(key);
	free(p);
	return i == size ? (int)size : -1;
}

/* The recording as a segment of its own, into the spool; its bytes, or -1. */
static int
spool_body(struct pg_store *s, const struct fingerprint *fp)
{
	static const struct segment_meta none = { .duration_s = -1 };
	struct segment_build build;
	uint8_t block[65536];
	int fd, copy, total = -1;
	ssize_t n;

	if ((fd = memfd_create("segment", MFD_CLOEXEC)) < 0)
		return -1;
	segment_build_init(&build, s->profile);
	segment_build_put(&build, fp, &none);
	copy = dup(fd); /* which the writer closes */
	if (copy >= 0 && segment_build_write(&build, copy) == 0 &&
	    lseek(fd, 0, SEEK_SET) == 0)
		for (total = 0; (n = read(fd, block, sizeof block)) > 0;
		     total += (int)n)
			if (fwrite(block, 1, (size_t)n, s->spool) !=
			    (size_t)n) {
				total = -1;
				break;
			}
	segment_build_release(&build);
	close(fd);
	return total;
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

	if (fp->frames > (uint32_t)1 << FRAME_BITS)
		return fail(s, fp->id, "too long for the database");
	if (fp->n_mark > INT32_MAX / 2 / ARRAY_ITEM)
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

static int
get_profile(struct pg_store *s, char number[static 16])
{
	bool seed = s->profile->kind == PROFILE_SONICGEN;
	char spelling[PROFILE_SPELLING_MAX], space[16];
	const char *const arg[] = { s->profile->name, spelling,
		seed ? "20" : "8", space };

	profile_spell(s->profile, spelling);
	snprintf(space, sizeof space, "%" PRIu32, landmark_space(s->profile));
	if (pg_run(&s->db, "select sg.profile_of($1, $2, $3::smallint, $4)",
		arg, 4) < 0)
		return -1;
	snprintf(number, 16, "%s", pg_text(&s->db, 0, 0));
	return 0;
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
	char profile[16], why[sizeof s->db.err];
	bool again;
	int i;

	if (fflush(s->spool) != 0)
		return fail(s, "temporary file", strerror(errno));
	if (get_profile(s, profile) < 0)
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
