#include <inttypes.h>
#include <stdlib.h>

#include "base/sg.h"
#include "edge/pg_index.h"
#include "edge/pg_lists.h"
#include "edge/pg_postings.h"
#include "retrieval/index_print.h"
#include "retrieval/lengths.h"
#include "signal/landmark.h"

static int
count(void *arg, const struct pg_posting *p)
{
	int why = pg_lists_put(arg, p->hash, 0);

	return why == 0 ? 0 : pg_lists_fail(arg, why);
}

static int
measure(void *arg, uint64_t hash, const uint64_t *v, size_t n)
{
	(void)hash;
	(void)v;
	lengths_add(arg, n);
	return 0;
}

static int
count_lists(struct pg_index *ix, struct index_stat *st)
{
	const char *const arg[] = { ix->number };
	struct pg_lists lists;
	struct lengths l;
	int64_t *seg = NULL;
	int i, n, r;

	if (pg_run(&ix->db,
		"select seg from sg.segment where profile = $1::smallint", arg,
		1) < 0)
		return -1;
	n = pg_rows(&ix->db);
	seg = xreallocarray(NULL, (size_t)n + 1, sizeof *seg);
	for (i = 0; i < n; i++)
		seg[i] = strtoll(pg_text(&ix->db, i, 0), NULL, 10);
	pg_lists_init(&lists, &ix->db, landmark_space(ix->profile));
	lengths_init(&l);
	r = pg_postings_fresh(&ix->db,
	    "select f.doc, f.p from sg.fresh f join sg.doc d on d.doc = f.doc "
	    "where d.profile = $1::smallint",
	    ix->number, count, &lists);
	for (i = 0; r == 0 && i < n; i++)
		r = pg_postings_segment(&ix->db, seg[i], count, &lists);
	if (r == 0 && (r = pg_lists_each(&lists, measure, &l)) == 0)
		lengths_stat(&l, st);
	lengths_release(&l);
	pg_lists_release(&lists);
	free(seg);
	return r;
}

static uint64_t
number(const struct pg *db, int column)
{
	const char *s = pg_text(db, 0, column);

	return s != NULL ? strtoull(s, NULL, 10) : 0;
}

/* Sizes are of the database, whatever the profile. */
static int
sizes(struct pg *db, struct index_stat *st)
{
	if (pg_run(db,
		"select pg_table_size('sg.bucket') + "
		"pg_total_relation_size('sg.fresh'), "
		"pg_indexes_size('sg.bucket'), "
		"pg_total_relation_size('sg.doc'), "
		"sum(pg_total_relation_size(c.oid)) filter (where c.relname "
		"not in ('bucket', 'fresh', 'doc')), "
		"sum(pg_total_relation_size(c.oid)) "
		"from pg_class c where c.relkind = 'r' and (c.oid in "
		"('public.videos'::regclass, 'public.channels'::regclass) "
		"or c.relnamespace = 'sg'::regnamespace)",
		NULL, 0) < 0)
		return -1;
	st->part[SEGMENT_POSTINGS] = number(db, 0);
	st->part[SEGMENT_BUCKETS] = number(db, 1);
	st->part[SEGMENT_PEAKS] = number(db, 2);
	st->part[SEGMENT_ROWS] = number(db, 3);
	st->bytes = number(db, 4);
	return 0;
}

int
pg_index_stat(struct pg_index *ix, FILE *fp)
{
	struct index sum = { 0 };
	const char *const arg[] = { ix->number };
	struct index_stat st = { 0 };
	uint64_t fresh;

	if (pg_index_choose(ix) < 0 ||
	    pg_script(&ix->db,
		"begin isolation level repeatable read read only") < 0 ||
	    pg_run(&ix->db,
		"select count(*), coalesce(sum(d.frames), 0), "
		"coalesce(sum(d.postings), 0), coalesce(sum(d.peaks), 0), "
		"(select count(*) from sg.segment s "
		"where s.profile = $1::smallint), "
		"(select count(*) from sg.segment_doc r "
		"join sg.segment s on s.seg = r.seg "
		"where s.profile = $1::smallint and not exists "
		"(select from sg.doc x where x.doc = r.doc)), "
		"count(f.doc), (select coalesce(sum(s.postings), 0) "
		"from sg.segment s where s.profile = $1::smallint) + "
		"coalesce(sum(d.postings) filter (where f.doc is not null), 0) "
		"from sg.doc d left join sg.fresh f on f.doc = d.doc "
		"where d.profile = $1::smallint",
		arg, 1) < 0)
		return -1;
	sum.profile = ix->profile;
	sum.recordings = number(&ix->db, 0);
	sum.frames = number(&ix->db, 1);
	sum.postings = number(&ix->db, 2);
	st.peaks = number(&ix->db, 3);
	sum.n_segment = (size_t)number(&ix->db, 4);
	st.deleted = number(&ix->db, 5);
	fresh = number(&ix->db, 6);
	st.postings = number(&ix->db, 7);
	if (sizes(&ix->db, &st) < 0 || count_lists(ix, &st) < 0 ||
	    pg_script(&ix->db, "commit") < 0)
		return -1;
	index_print_stat(&sum, fp, &st);
	fprintf(fp, "fresh\t%" PRIu64 "\n", fresh);
	return 0;
}
