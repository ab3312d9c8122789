#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/sg.h"
#include "edge/pg_check.h"
#include "edge/pg_postings.h"

/* A document: what its body says, and what was found of it in the index. */
struct known {
	int64_t doc;
	char *id;            /* owned */
	uint64_t want, seen; /* sums over the postings */
	uint32_t n_want, n_seen;
	unsigned places;
};

struct check {
	struct pg *db;
	struct findings *f;
	struct known *known; /* in order of doc */
	size_t n, cap;
	char place[32]; /* what is being read */
	size_t *row, n_row,
	    cap_row; /* of a segment: its document, or SIZE_MAX */
	struct pg_posting last;
	uint64_t postings;
	bool disorder, stray;
};

/* As good as another for each posting: the sum tells sets of them apart. */
static uint64_t
mix(uint32_t hash, uint32_t frame)
{
	uint64_t v = (uint64_t)hash << 32 | frame;

	v = (v ^ v >> 33) * 0xff51afd7ed558ccd;
	v = (v ^ v >> 29) * 0xc4ceb9fe1a85ec53;
	return v ^ v >> 32;
}

static size_t
find(const struct check *c, int64_t doc)
{
	size_t lo = 0, hi = c->n, mid;

	while (lo < hi) {
		mid = lo + (hi - lo) / 2;
		if (c->known[mid].doc < doc)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < c->n && c->known[lo].doc == doc ? lo : SIZE_MAX;
}

/* The current row: doc, id, body, frames, postings, peaks. */
static void
read_body(struct check *c, const struct profile *pr, struct doc *d)
{
	struct pg *db = c->db;
	struct known *k;
	const uint8_t *body;
	size_t size, i;

	c->known = xgrow(c->known, &c->cap, c->n + 1, sizeof *c->known);
	k = &c->known[c->n++];
	*k = (struct known) { .doc = pg_number(db, 0, 0),
		.id = xstrdup(pg_text(db, 0, 1)),
		.n_want = (uint32_t)pg_number(db, 0, 4) };
	body = pg_bytes(db, 0, 2, &size);
	d->fp.n_mark = d->fp.n_peak = 0;
	if (doc_read(d, pr, body, size, (uint32_t)pg_number(db, 0, 3),
		k->n_want) < 0)
		finding(c->f, k->id, "%s", d->err);
	else if ((int64_t)d->fp.n_peak != pg_number(db, 0, 5))
		finding(c->f, k->id, "it has not its peaks");
	for (i = 0; i < d->fp.n_mark; i++)
		k->want += mix(d->fp.mark[i].hash, d->fp.mark[i].t_ref);
}

static int
read_bodies(struct check *c, const struct pg_index *ix)
{
	const char *const arg[] = { ix->number };
	struct doc d = { 0 };
	int r;

	if (pg_send(c->db,
		"select d.doc, v.source_id, d.body, d.frames, d.postings, "
		"d.peaks from sg.doc d join public.videos v on v.id = d.video "
		"where d.profile = $1::smallint order by d.doc",
		arg, NULL, 1) < 0)
		return -1;
	while ((r = pg_next(c->db)) > 0)
		read_body(c, ix->profile, &d);
	doc_release(&d);
	return r;
}

static void
see(struct check *c, size_t k, const struct pg_posting *p)
{
	c->postings++;
	if (k == SIZE_MAX)
		return; /* of a dead one */
	c->known[k].n_seen++;
	c->known[k].seen += mix(p->hash, p->frame);
}

static int
see_bucketed(void *arg, const struct pg_posting *p)
{
	struct check *c = arg;
	const struct pg_posting *l = &c->last;

	if (p->first != l->first && p->hash != p->first)
		c->disorder = true;
	if (c->postings > 0 &&
	    (p->hash < l->hash ||
		(p->hash == l->hash &&
		    (p->who < l->who ||
			(p->who == l->who && p->frame <= l->frame)))))
		c->disorder = true;
	if ((size_t)p->who < c->n_row) {
		see(c, c->row[p->who], p);
	} else {
		see(c, SIZE_MAX, p);
		c->stray = true;
	}
	c->last = *p;
	return 0;
}

static int
see_fresh(void *arg, const struct pg_posting *p)
{
	struct check *c = arg;
	const struct pg_posting *l = &c->last;

	if (p->who == l->who &&
	    (p->hash < l->hash || (p->hash == l->hash && p->frame <= l->frame)))
		c->disorder = true;
	see(c, find(c, p->who), p);
	c->last = *p;
	return 0;
}

/* What was wrong with the order of what was just read. */
static void
report_order(struct check *c)
{
	if (c->disorder)
		finding(c->f, c->place, "postings are out of order");
	if (c->stray)
		finding(c->f, c->place, "postings of no document");
}

static void
begin_place(struct check *c, const char *what, const char *number)
{
	snprintf(c->place, sizeof c->place, "%s%s", what, number);
	c->last = (struct pg_posting) { .who = -1, .first = UINT64_MAX };
	c->postings = 0;
	c->disorder = c->stray = false;
}

/* The documents of a segment, or those that are fresh: each is in a place. */
static int
read_places(struct check *c, const char *sql, const char *arg)
{
	size_t k;
	int r;

	c->n_row = 0;
	if (pg_send(c->db, sql, &arg, NULL, 1) < 0)
		return -1;
	while ((r = pg_next(c->db)) > 0) {
		k = find(c, pg_number(c->db, 0, 0));
		if (k != SIZE_MAX)
			c->known[k].places++;
		c->row =
		    xgrow(c->row, &c->cap_row, c->n_row + 1, sizeof *c->row);
		/* rows are numbered without gaps, but for those that were
		 * stored anew while a compaction ended */
		while (c->n_row < (size_t)pg_number(c->db, 0, 1)) {
			c->row[c->n_row++] = SIZE_MAX;
			c->row = xgrow(
			    c->row, &c->cap_row, c->n_row + 1, sizeof *c->row);
		}
		c->row[c->n_row++] = k;
	}
	return r;
}

static int
check_segment(struct check *c, const char *seg, const char *postings)
{
	begin_place(c, "segment ", seg);
	if (read_places(c,
		"select doc, row from sg.segment_doc where seg = $1 "
		"order by row",
		seg) < 0)
		return -1;
	if (pg_postings_segment(
		c->db, strtoll(seg, NULL, 10), see_bucketed, c) < 0)
		return -1;
	report_order(c);
	if (c->postings != strtoull(postings, NULL, 10))
		finding(c->f, c->place, "%ju postings, says %s",
		    (uintmax_t)c->postings, postings);
	return 0;
}

static int
check_segments(struct check *c, const struct pg_index *ix)
{
	const char *const arg[] = { ix->number };
	char(*seg)[2][PG_NUMBER];
	int i, n, r = 0;

	if (pg_run(c->db,
		"select seg, postings from sg.segment "
		"where profile = $1::smallint order by seg",
		arg, 1) < 0)
		return -1;
	n = pg_rows(c->db);
	seg = xreallocarray(NULL, (size_t)n + 1, sizeof *seg);
	for (i = 0; i < n; i++) {
		snprintf(seg[i][0], PG_NUMBER, "%s", pg_text(c->db, i, 0));
		snprintf(seg[i][1], PG_NUMBER, "%s", pg_text(c->db, i, 1));
	}
	for (i = 0; r == 0 && i < n; i++)
		r = check_segment(c, seg[i][0], seg[i][1]);
	free(seg);
	return r;
}

static int
check_fresh(struct check *c, const struct pg_index *ix)
{
	begin_place(c, "fresh", "");
	if (read_places(c,
		"select f.doc, 0 from sg.fresh f join sg.doc d on d.doc = "
		"f.doc "
		"where d.profile = $1::smallint",
		ix->number) < 0 ||
	    pg_postings_fresh(c->db,
		"select f.doc, f.p from sg.fresh f join sg.doc d "
		"on d.doc = f.doc where d.profile = $1::smallint",
		ix->number, see_fresh, c) < 0)
		return -1;
	report_order(c);
	return 0;
}

/* Each document is found once, with the postings of its body. */
static void
compare(struct check *c)
{
	const struct known *k;

	for (k = c->known; k < c->known + c->n; k++)
		if (k->places != 1)
			finding(c->f, k->id, "it is in %u places of the index",
			    k->places);
		else if (k->n_seen != k->n_want || k->seen != k->want)
			finding(c->f, k->id,
			    "the index has not the postings of its body");
}

int
pg_check(struct pg_index *ix, struct findings *f)
{
	struct check c = { .db = &ix->db, .f = f };
	size_t i;
	int r;

	if (pg_index_choose(ix) < 0)
		return -1;
	r = pg_script(c.db, "begin isolation level repeatable read read only");
	if (r == 0 && (r = read_bodies(&c, ix)) == 0 &&
	    (r = check_segments(&c, ix)) == 0 &&
	    (r = check_fresh(&c, ix)) == 0) {
		compare(&c);
		r = pg_script(c.db, "commit");
	}
	for (i = 0; i < c.n; i++)
		free(c.known[i].id);
	free(c.known);
	free(c.row);
	return r;
}
