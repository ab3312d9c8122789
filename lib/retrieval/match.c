#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/sg.h"
#include "retrieval/evalue.h"
#include "retrieval/match.h"
#include "retrieval/query.h"
#include "retrieval/vote.h"

/*
 * A warp is first asked for with the clip's strongest peaks alone; the best
 * windows of all warps are leads, made exact and asked for in full.
 */
enum {
	COARSE_RANK = 7,
	COARSE_FANOUT = 9,
	LEADS = 24,
	LEADS_A_WARP = 3
};

struct lead {
	struct candidate c;
	struct warp warp;
	uint32_t score;
};

void
match_init(struct match *m, const struct index *ix, double max_evalue,
    size_t max_n, enum warp_range range)
{
	*m = (struct match) {
		.index = ix,
		.max_evalue = max_evalue,
		.max_n = max_n,
		.range = range,
	};
	m->list = xreallocarray(NULL, VOTE_TOP, sizeof *m->list);
}

/* Ask the index so; the votes are the caller's to release in either case. */
static int
ask(struct match *m, const struct fingerprint *fp, const struct query_how *how,
    struct vote *v)
{
	struct query q;
	int r;

	memset(v, 0, sizeof *v);
	if ((r = query_init(&q, m->index->profile, fp, how)) < 0)
		snprintf(m->err, sizeof m->err,
		    "the clip is too long: cut it "
		    "into windows (sg-segment -W)");
	else if ((r = vote_run(v, m->index, &q)) < 0)
		memcpy(m->err, v->err, sizeof m->err);
	m->lookups += v->lookups;
	m->hits += v->n_hit;
	m->skipped += v->skipped;
	query_release(&q);
	return r;
}

static int
damaged(struct match *m)
{
	snprintf(m->err, sizeof m->err,
	    "a damaged segment (sg-index check tells which)");
	return -1;
}

/* Keep the best candidate of each recording, best first. */
static void
keep(struct match *m, const struct candidate *c)
{
	size_t i;

	for (i = 0; i < m->n; i++)
		if (strcmp(m->list[i].rec.id, c->rec.id) == 0)
			break;
	if (i < m->n && m->list[i].evalue <= c->evalue)
		return;
	if (i == m->n && m->n < m->max_n)
		m->n++;
	else if (i == m->n && m->list[--i].evalue <= c->evalue)
		return;
	for (; i > 0 && m->list[i - 1].evalue > c->evalue; i--)
		m->list[i] = m->list[i - 1];
	m->list[i] = *c;
}

/* The significant windows become candidates. */
static int
list(struct match *m, const struct fingerprint *fp, const struct vote *v,
    const struct warp *warp, const struct evalue_tail *tail, double tests)
{
	const struct vote_window *w;
	struct candidate c;
	int r;

	for (w = v->top; w < v->top + v->n_top; w++) {
		if (evalue(tail, w->score, tests) > m->max_evalue)
			break;
		if ((r = candidate_init(&c, m->index, v, w, warp, fp)) < 0)
			return damaged(m);
		c.evalue = evalue(tail, c.votes, tests);
		if (r > 0 && c.evalue <= m->max_evalue)
			keep(m, &c);
	}
	return 0;
}

/*
 * Ask with all landmarks under one warp; the reversed clip tells what chance
 * gives. tests: how many such searches this one stands for.
 */
static int
search(struct match *m, const struct fingerprint *fp, const struct warp *warp,
    bool near, double tests)
{
	const struct profile *p = m->index->profile;
	struct query_how how = {
		.time = warp->time,
		.pitch = warp->pitch,
		.rank = p->query_rank,
		.fanout = p->query_fanout,
		.near = near,
	};
	struct evalue_tail tail;
	struct vote v, chance;
	int r;

	if ((r = ask(m, fp, &how, &v)) == 0 && v.n_top > 0) {
		how.reversed = true;
		if ((r = ask(m, fp, &how, &chance)) == 0) {
			evalue_fit(&tail, chance.score_count, VOTE_SCORES);
			r = list(m, fp, &v, warp, &tail, tests);
		}
		vote_release(&chance);
	}
	vote_release(&v);
	return r;
}

/* The same place of the same recording, found under another warp? */
static bool
same_place(const struct lead *a, const struct lead *b)
{
	return strcmp(a->c.rec.id, b->c.rec.id) == 0 &&
	       fabs(a->c.ref_from_s - b->c.ref_from_s) < 1 &&
	       fabs(log(a->c.speed / b->c.speed)) < 0.03 &&
	       fabs(log(a->c.pitch / b->c.pitch)) < 0.03;
}

static void
add_lead(struct lead *lead, size_t *n, const struct lead *new)
{
	size_t i;

	for (i = 0; i < *n && !same_place(&lead[i], new);)
		i++;
	if (i < *n && lead[i].score >= new->score)
		return;
	if (i == *n && *n < LEADS)
		(*n)++;
	else if (i == *n && lead[--i].score >= new->score)
		return;
	for (; i > 0 && lead[i - 1].score < new->score; i--)
		lead[i] = lead[i - 1];
	lead[i] = *new;
}

/* The best windows of a coarse search under one warp become leads. */
static int
look_for_leads(struct match *m, const struct fingerprint *fp,
    const struct warp *warp, struct lead *lead, size_t *n)
{
	struct query_how how = {
		.time = warp->time,
		.pitch = warp->pitch,
		.rank = COARSE_RANK,
		.fanout = COARSE_FANOUT,
	};
	struct lead new = { .warp = *warp };
	struct vote v;
	size_t i;
	int r, k = 0;

	r = ask(m, fp, &how, &v);
	for (i = 0; r == 0 && i < v.n_top && i < LEADS_A_WARP; i++) {
		new.score = v.top[i].score;
		if (new.score < 2 ||
		    (*n == LEADS && new.score <= lead[LEADS - 1].score))
			break;
		k = candidate_init(&new.c, m->index, &v, &v.top[i], warp, fp);
		if (k < 0)
			r = damaged(m);
		else if (k > 0)
			add_lead(lead, n, &new);
	}
	vote_release(&v);
	return r;
}

static int
search_warps(struct match *m, const struct fingerprint *fp,
    enum warp_range range, double tests)
{
	struct warp *w = xreallocarray(NULL, WARP_MAX, sizeof *w), at;
	struct lead *lead = xreallocarray(NULL, LEADS, sizeof *lead);
	size_t i, n_lead = 0, n;
	int r = 0;

	n = warp_list(range, w);
	for (i = 0; i < n && r == 0; i++)
		r = look_for_leads(m, fp, &w[i], lead, &n_lead);
	/* the one that is right brings the others of its warp */
	for (i = 0; i < n_lead && r == 0 && m->n == 0; i++) {
		at = candidate_warp(&lead[i].c);
		r = search(m, fp, &at, false, tests + (double)n);
	}
	free(lead);
	free(w);
	return r;
}

int
match_clip(struct match *m, const struct fingerprint *fp)
{
	static const struct warp none = { 1, 1 };
	bool peaks = m->index->profile->kind == PROFILE_SG1 && fp->n_peak > 0;
	int r;

	m->n = 0;
	m->lookups = m->hits = m->skipped = 0;
	r = search(m, fp, &none, false, 1);
	if (r == 0 && m->n == 0 && peaks)
		r = search(m, fp, &none, true, 2);
	if (r == 0 && m->n == 0 && peaks && m->range >= WARP_AXES)
		r = search_warps(m, fp, WARP_AXES, 2);
	if (r == 0 && m->n == 0 && peaks && m->range >= WARP_FULL)
		r = search_warps(m, fp, WARP_FULL, 250);
	return r;
}

void
match_release(struct match *m)
{
	free(m->list);
	m->list = NULL;
}
