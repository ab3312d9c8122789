#include <stdio.h>
#include <string.h>

#include "edge/any_index.h"
#include "edge/pg_check.h"
#include "edge/pg_compact.h"
#include "retrieval/index_check.h"
#include "retrieval/index_dump.h"
#include "retrieval/index_merge.h"
#include "retrieval/index_print.h"
#include "retrieval/index_select.h"

static const char by[] = "sg-index";

struct output {
	FILE *fp;
	const struct profile *profile;
};

static int
pg_result(struct any_index *x, int r)
{
	if (r < 0) {
		memcpy(x->err, x->pg.db.err, sizeof x->err);
		x->again = x->pg.db.again;
	}
	return r;
}

int
any_index_open(struct any_index *x, const char *where, const char *profile)
{
	*x = (struct any_index) { .where = where, .profile = profile };
	x->is_database = pg_is_url(where);
	if (x->is_database)
		return pg_result(x, pg_index_open(&x->pg, where, profile));
	if (profile == NULL)
		return 0;
	snprintf(x->err, sizeof x->err, "-p: a directory has one profile");
	return -1;
}

void
any_index_close(struct any_index *x)
{
	if (x->is_database)
		pg_index_close(&x->pg);
}

/* The database's, with the ids. */
static struct pg_index *
database(struct any_index *x)
{
	x->pg.id = x->id;
	x->pg.n = x->n;
	x->pg.absent = x->absent;
	return &x->pg;
}

static void
put_fingerprint(void *arg, const struct fingerprint *fp)
{
	const struct output *o = arg;

	fingerprint_print(o->fp, o->profile, by, fp);
}

/* A whole stream, if an empty one. */
static void
put_nothing(const struct output *o)
{
	char spelling[PROFILE_SPELLING_MAX];

	profile_spell(o->profile, spelling);
	stream_put_header(o->fp, &stream_hashes, spelling, by, NULL);
	stream_put_end(o->fp, 0);
}

static int
list(struct index *ix, FILE *fp, bool *const *wanted)
{
	return index_print_list(ix, fp, wanted);
}

static int
dump(struct index *ix, FILE *fp, bool *const *wanted)
{
	struct output o = { fp, ix->profile };

	if (ix->recordings == 0)
		put_nothing(&o);
	return index_dump(ix, wanted, DUMP_POSTINGS, put_fingerprint, &o);
}

static int
figures(struct index *ix, FILE *fp, bool *const *wanted)
{
	struct index_stat st;

	(void)wanted;
	if (index_stat(ix, &st) < 0)
		return -1;
	index_print_stat(ix, fp, &st);
	return 0;
}

/* Print of all recordings of a directory, or of those with the ids. */
static int
print(struct any_index *x, FILE *fp,
    int (*what)(struct index *, FILE *, bool *const *wanted))
{
	bool **wanted = NULL;
	struct index ix;
	int r = 0;

	if (index_open(&ix, x->where) < 0) {
		memcpy(x->err, ix.err, sizeof x->err);
		return -1;
	}
	if (x->n > 0)
		wanted = index_select(&ix, x->id, x->n, x->absent);
	if ((x->n > 0 && wanted == NULL) || what(&ix, fp, wanted) < 0) {
		snprintf(
		    x->err, sizeof x->err, "%.100s: %.400s", x->where, ix.err);
		r = -1;
	}
	index_select_free(&ix, wanted);
	index_close(&ix);
	return r;
}

int
any_index_list(struct any_index *x, FILE *fp)
{
	if (x->is_database)
		return pg_result(x, pg_index_list(database(x), fp));
	return print(x, fp, list);
}

int
any_index_stat(struct any_index *x, FILE *fp)
{
	if (x->is_database)
		return pg_result(x, pg_index_stat(database(x), fp));
	return print(x, fp, figures);
}

int
any_index_dump(struct any_index *x, FILE *fp)
{
	struct output o = { fp, NULL };
	int r;

	if (!x->is_database)
		return print(x, fp, dump);
	if (pg_index_choose(&x->pg) < 0)
		return pg_result(x, -1);
	o.profile = x->pg.profile;
	r = pg_index_dump(database(x), put_fingerprint, &o);
	if (r == 0 && x->pg.recordings == 0 && x->n == 0)
		put_nothing(&o);
	return pg_result(x, r);
}

int
any_index_check(struct any_index *x, struct findings *f)
{
	if (x->is_database)
		return pg_result(x, pg_check(database(x), f));
	index_check(x->where, f);
	return 0;
}

int
any_index_remove(struct any_index *x, char unmerged[static 512])
{
	*unmerged = '\0';
	if (x->is_database)
		return pg_result(
		    x, pg_index_remove(database(x), x->profile != NULL));
	if (index_remove(
		x->where, x->id, x->n, x->absent, x->err, sizeof x->err) < 0)
		return -1;
	index_merge(x->where, false, unmerged, 512);
	return 0;
}

int
any_index_merge(struct any_index *x, bool all, size_t *made, bool *busy)
{
	*made = 0;
	*busy = false;
	if (x->is_database)
		return pg_result(
		    x, pg_compact(&x->pg.db, x->profile, all, made, busy));
	return index_merge(x->where, all, x->err, sizeof x->err);
}
