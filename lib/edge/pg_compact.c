#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/sg.h"
#include "edge/pg_adopted.h"
#include "edge/pg_bodies.h"
#include "edge/pg_buckets.h"
#include "edge/pg_compact.h"
#include "edge/pg_counts.h"
#include "edge/pg_lists.h"
#include "edge/pg_profile.h"
#include "signal/landmark.h"

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
};

static int
no_file(struct job *j)
{
	return pg_fail(j->db, "temporary file: %s", strerror(errno));
}

/* All postings of a document: 0, or what pg_lists_put() said. */
static int
strew(void *arg, int64_t row, const struct fingerprint *fp)
{
	struct job *j = arg;
	const struct landmark *m, *end = fp->mark + fp->n_mark;
	int why = 0;

	for (m = fp->mark; why == 0 && m < end; m++)
		why = pg_lists_put(
		    &j->lists, m->hash, (uint64_t)row << FRAME_BITS | m->t_ref);
	return why;
}

static int
collect(struct job *j, const struct profile *profile)
{
	const char *const arg[] = { j->seg };
	int r;

	if (pg_send(j->db,
		"select r.row, d.frames, d.postings, d.body, v.source_id "
		"from sg.segment_doc r join sg.doc d on d.doc = r.doc "
		"join public.videos v on v.id = d.video where r.seg = $1",
		arg, NULL, 1) < 0)
		return -1;
	r = pg_bodies_each(j->db, profile, strew, j);
	return r <= 0 ? r : pg_lists_fail(&j->lists, r);
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
build(struct job *j, const struct profile *profile)
{
	char *old = xstrdup(j->old);
	int r;

	pg_lists_init(&j->lists, j->db, landmark_space(profile));
	if ((r = collect(j, profile)) == 0 && (r = count(j)) == 0 &&
	    (r = write_buckets(j)) == 0)
		r = end(j, old);
	pg_lists_release(&j->lists);
	free(j->frequent);
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
compact(struct pg *db, const char *name, bool all)
{
	struct job j = { .db = db };
	const struct profile *profile;
	char number[PG_NUMBER];
	struct pg failure;
	int r;

	if ((profile = pg_profile_choose(db, name, number)) == NULL ||
	    pg_adopted_pack(db, number, profile) < 0)
		return -1;
	r = begin(&j, number, all);
	if (r > 0)
		r = build(&j, profile) < 0 ? -1 : 1;
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
	char **name;
	int i, n, r = 0;

	*made = 0;
	*busy = false;
	if (pg_run(db,
		"select name from sg.profile "
		"where $1::text is null or name = $1 order by profile",
		&profile, 1) < 0)
		return -1;
	n = pg_rows(db);
	name = xreallocarray(NULL, (size_t)n + 1, sizeof *name);
	for (i = 0; i < n; i++)
		name[i] = xstrdup(pg_text(db, i, 0));
	for (i = 0; i < n; i++) {
		if (r >= 0)
			r = compact(db, name[i], all);
		*made += r > 0;
		free(name[i]);
	}
	free(name);
	if (r < 0 && strcmp(db->state, "55P03") == 0) {
		*busy = true;
		return 0;
	}
	return r < 0 ? -1 : 0;
}
