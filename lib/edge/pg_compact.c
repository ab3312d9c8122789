#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/sg.h"
#include "edge/pg_adopted.h"
#include "edge/pg_buckets.h"
#include "edge/pg_compact.h"
#include "edge/pg_counts.h"
#include "edge/pg_lists.h"
#include "edge/pg_postings.h"

enum {
	FRAME_BITS = 22, /* of a posting: sg-database(5) */
	SHARE = 20       /* of the hashes, that may be passed over */
};

struct job {
	struct pg *db;
	char seg[PG_NUMBER];
	uint64_t postings;
	char *old; /* segments that go, as {1,2}; owned */
	bool most; /* it will have most postings of the profile: count */
	struct pg_lists lists;
	struct pg_counts counts;
	uint64_t *frequent; /* hash << 31 | rank, in order; owned */
	size_t n_frequent;
	int64_t *row; /* of each row of the old segment that is read */
	size_t n_row, cap_row;
};

static int
no_file(struct job *j)
{
	return pg_fail(j->db, "temporary file: %s", strerror(errno));
}

static int
strew(void *arg, const struct pg_posting *p)
{
	struct job *j = arg;
	int64_t row = p->who;

	if (j->row != NULL &&
	    (row >= (int64_t)j->n_row || (row = j->row[row]) < 0))
		return 0; /* dead */
	return pg_lists_put(
	    &j->lists, p->hash, (uint64_t)row << FRAME_BITS | p->frame);
}

/* Which rows of an old segment go where: the new row, or -1. */
static int
map_rows(struct job *j, const char *old)
{
	const char *const arg[] = { j->seg, old };
	int64_t from;
	int r;

	if (pg_send(j->db,
		"select m.row, r.row from sg.segment_doc m "
		"join sg.segment_doc r on r.seg = $1 and r.doc = m.doc "
		"where m.seg = $2",
		arg, NULL, 2) < 0)
		return -1;
	j->n_row = 0;
	j->row = xgrow(j->row, &j->cap_row, 1, sizeof *j->row);
	while ((r = pg_next(j->db)) > 0) {
		from = pg_number(j->db, 0, 0);
		j->row = xgrow(
		    j->row, &j->cap_row, (size_t)from + 1, sizeof *j->row);
		while (j->n_row <= (size_t)from)
			j->row[j->n_row++] = -1;
		j->row[from] = pg_number(j->db, 0, 1);
	}
	return r;
}

/* All postings that the new segment shall have, strewn. */
static int
collect(struct job *j)
{
	char *old, *save = NULL;
	int r;

	r = pg_postings_fresh(j->db,
	    "select r.row, f.p from sg.segment_doc r "
	    "join sg.fresh f on f.doc = r.doc where r.seg = $1",
	    j->seg, strew, j);
	for (old = strtok_r(j->old, "{,}", &save); r == 0 && old != NULL;
	     old = strtok_r(NULL, "{,}", &save))
		if ((r = map_rows(j, old)) == 0)
			r = pg_postings_segment(
			    j->db, strtoll(old, NULL, 10), strew, j);
	return r;
}

static int
count_list(void *arg, uint64_t hash, const uint64_t *v, size_t n)
{
	struct job *j = arg;

	(void)v;
	if (pg_counts_add(&j->counts, (uint32_t)hash, n) == 0)
		return 0;
	return no_file(j);
}

/* Count the hashes, so that the buckets can say which are frequent. */
static int
count(struct job *j)
{
	char hashes[PG_NUMBER];
	const char *const arg[] = { j->seg, hashes };
	int r;

	if (!j->most)
		return 0;
	pg_counts_init(&j->counts, j->postings);
	r = pg_lists_each(&j->lists, count_list, j);
	j->n_frequent = (size_t)(j->counts.hashes / SHARE);
	if (r == 0) {
		j->frequent = pg_counts_top(&j->counts, j->n_frequent);
		if (j->frequent == NULL)
			r = no_file(j);
	}
	snprintf(hashes, sizeof hashes, "%" PRIu64, j->counts.hashes);
	pg_counts_release(&j->counts);
	return r < 0 ? r :
		       pg_run(j->db, "select sg.compact_count($1, $2)", arg, 2);
}

static int
write_list(void *arg, uint64_t hash, const uint64_t *v, size_t n)
{
	return pg_buckets_list(arg, hash, v, n);
}

static int
write_buckets(struct job *j)
{
	struct pg_buckets b;
	int r;

	pg_buckets_init(&b, j->db, j->seg);
	pg_buckets_frequent(&b, j->frequent, j->n_frequent);
	r = pg_lists_each(&j->lists, write_list, &b);
	if (r == 0)
		r = pg_buckets_end(&b);
	pg_buckets_release(&b);
	return r;
}

static int
end(struct job *j, const char *old)
{
	const char *const arg[] = { j->seg, old };

	if (pg_run(j->db, "select sg.compact_end($1, $2)", arg, 2) < 0)
		return -1;
	return pg_script(j->db, "commit");
}

static int
build(struct job *j, uint64_t space)
{
	char *old = xstrdup(j->old);
	int r;

	pg_lists_init(&j->lists, j->db, space);
	if ((r = collect(j)) == 0 && (r = count(j)) == 0 &&
	    (r = write_buckets(j)) == 0)
		r = end(j, old);
	pg_lists_release(&j->lists);
	free(j->frequent);
	free(j->row);
	free(old);
	return r;
}

/* Begin: 1 and *j; 0 there is nothing to do; -1. */
static int
begin(struct job *j, const char *profile, bool all)
{
	const char *const arg[] = { profile, all ? "t" : "f" };

	if (pg_script(j->db, "begin") < 0 ||
	    (all && pg_run(j->db,
			"select pg_advisory_xact_lock(hashtext('sg.compact'))",
			NULL, 0) < 0) ||
	    pg_run(j->db,
		"select seg, postings, old, coalesce(most, false) "
		"from sg.compact_begin($1::smallint, $2)",
		arg, 2) < 0)
		return -1;
	if (pg_text(j->db, 0, 0) == NULL)
		return 0;
	snprintf(j->seg, sizeof j->seg, "%s", pg_text(j->db, 0, 0));
	j->postings = strtoull(pg_text(j->db, 0, 1), NULL, 10);
	j->old = xstrdup(pg_text(j->db, 0, 2));
	j->most = *pg_text(j->db, 0, 3) == 't';
	return 1;
}

/* One profile: 1 a segment was made; 0 there was nothing to do; -1. */
static int
compact(struct pg *db, const char *profile, uint64_t space, bool all)
{
	struct job j = { .db = db };
	struct pg failure;
	int r;

	if (pg_adopted_pack(db, profile) < 0)
		return -1;
	r = begin(&j, profile, all);
	if (r > 0)
		r = build(&j, space) < 0 ? -1 : 1;
	free(j.old);
	if (r > 0)
		return r;
	failure = *db;
	if (!db->lost)
		pg_script(db, "rollback");
	if (r < 0) {
		memcpy(db->err, failure.err, sizeof db->err);
		memcpy(db->state, failure.state, sizeof db->state);
		db->again = failure.again;
	}
	return r;
}

int
pg_compact(
    struct pg *db, const char *profile, bool all, size_t *made, bool *busy)
{
	char(*number)[2][PG_NUMBER];
	int i, n, r = 0;

	*made = 0;
	*busy = false;
	if (pg_run(db,
		"select profile, hash_space from sg.profile "
		"where $1::text is null or name = $1 order by profile",
		&profile, 1) < 0)
		return -1;
	n = pg_rows(db);
	number = xreallocarray(NULL, (size_t)n + 1, sizeof *number);
	for (i = 0; i < n; i++) {
		snprintf(number[i][0], PG_NUMBER, "%s", pg_text(db, i, 0));
		snprintf(number[i][1], PG_NUMBER, "%s", pg_text(db, i, 1));
	}
	for (i = 0; r >= 0 && i < n; i++) {
		r = compact(
		    db, number[i][0], strtoull(number[i][1], NULL, 10), all);
		*made += r > 0;
	}
	free(number);
	if (r < 0 && strcmp(db->state, "55P03") == 0) {
		*busy = true;
		return 0;
	}
	return r < 0 ? -1 : 0;
}
