#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/sg.h"
#include "retrieval/chance.h"
#include "retrieval/evalue.h"
#include "retrieval/match.h"
#include "retrieval/query.h"
#include "retrieval/ratio.h"
#include "retrieval/shortlist.h"
#include "retrieval/sweep.h"
#include "retrieval/vote.h"

/*
 * The tiers of a search. As it is, a clip is asked for with its strongest peaks,
 * then, if that does not tell, with all of them: the quiet ones are what a voice
 * leaves of the music. Warps are many, so each is asked for with few peaks.
 */
static const struct tier {
	enum warp_range range;
	uint32_t rank, fanout; /* of the clip's peaks and their targets */
	bool near;
	size_t windows; /* of each query, to be looked at closely */
	size_t placed;  /* recordings that are searched for a better place */
	bool sweep;     /* by their peaks alone, too: sweep.h */
	size_t every;   /* so many warps the clip is asked for backwards, too */
	double chances; /* the sum of 1 / chances over the tiers is 1 */
} tiers[] = {
	{ WARP_NONE, 10, 20, false, 64, 0, false, 1, 2 },
	{ WARP_NONE, 24, 30, true, 2048, SHORTLIST_MAX, true, 1, 4 },
	{ WARP_AXES, 10, 14, false, 16, SHORTLIST_MAX, false, 8, 8 },
	{ WARP_FULL, 7, 9, false, 8, SHORTLIST_MAX, false, 16, 8 },
};

/* No tier follows a candidate with a lower evalue than this. */
static const double certain = 1e-9;

enum {
	TIERS = sizeof tiers / sizeof *tiers,
	RETIMED = 4 /* candidates whose tempo is tried */
};

void
match_init(struct match *m, const struct index *ix, double max_evalue,
    size_t max_n, enum warp_range range)
{
	*m = (struct match) {
		.index = ix,
		.max_evalue = max_evalue,
		.max_n = max_n,
		.tests = 1,
		.range = range,
	};
	m->list = xreallocarray(NULL, SHORTLIST_MAX, sizeof *m->list);
	m->mirrored = xreallocarray(NULL, SHORTLIST_MAX, sizeof *m->mirrored);
	peak_cache_init(&m->cache);
}

int
match_ask(struct match *m, const struct clip *clip, const struct query_how *how,
    size_t windows, struct vote *v)
{
	struct query q;
	int r;

	memset(v, 0, sizeof *v);
	if ((r = query_init(&q, m->index->profile, &clip->fp, how)) < 0)
		snprintf(m->err, sizeof m->err,
		    "the clip is too long: cut it "
		    "into windows (sg-segment -W)");
	else if ((r = vote_run(v, m->index, &q, windows)) < 0)
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

/*
 * Look closely at the windows of votes: they become candidates or, of the clip
 * backwards, what chance gives.
 */
static int
look(struct match *m, const struct clip *clip, const struct tier *tier,
    const struct query_how *how, struct shortlist *list, struct chance *chance)
{
	struct warp warp = { how->time, how->pitch };
	struct candidate c;
	struct vote v;
	size_t i;
	int r, k;

	r = match_ask(m, clip, how, tier->windows, &v);
	for (i = 0; r == 0 && i < v.n_top; i++) {
		k = candidate_init(
		    &c, m->index, &v, &v.top[i], &warp, clip, &m->cache);
		if (k < 0)
			r = damaged(m);
		else if (k > 0)
			shortlist_keep(list, &c);
		if (k > 0 && chance != NULL)
			chance_add(chance, &c);
		m->looked++;
	}
	if (r == 0 && tier->sweep &&
	    sweep(m->index, &v, clip, &m->cache, list, chance) < 0)
		r = damaged(m);
	vote_release(&v);
	return r;
}

/* Give the candidates their evalues, and leave those that are significant. */
static int
judge(struct match *m, struct shortlist *s, const struct clip *clip,
    struct chance *chance, double tests, bool quick)
{
	struct evalue_tail tail;
	struct candidate *c;
	size_t n = 0, i;

	chance_fit(chance, &tail);
	for (i = 0; i < s->n; i++) {
		c = &s->list[i];
		c->evalue = fmin(c->evalue, evalue(&tail, c->score, tests));
		c->slope = tail.slope;
		if (c->evalue <= m->max_evalue)
			s->list[n++] = *c;
	}
	s->n = n;
	if (shortlist_place(s, n, clip, &m->cache) < 0)
		return damaged(m);
	for (i = 0; i < n; i++) {
		c = &s->list[i];
		c->evalue = fmin(c->evalue, evalue(&tail, c->score, tests));
	}
	if (n > 1)
		qsort(s->list, n, sizeof *s->list, candidate_order);
	/* in the first tier, only what is in doubt */
	for (c = s->list; c < s->list + n && c < s->list + RETIMED; c++) {
		if (quick && c->evalue <= certain)
			continue;
		if (candidate_retime(c, clip, &m->cache) < 0)
			return damaged(m);
		c->evalue = fmin(c->evalue,
		    evalue(&tail, c->score, CANDIDATE_TEMPI * tests));
	}
	return 0;
}

/* The best places in what the clip finds, and backwards, which is chance. */
static int
place(struct match *m, const struct tier *tier, struct shortlist *found,
    const struct clip *clip, struct shortlist *mirrored,
    const struct clip *back, struct chance *chance)
{
	size_t i;

	if (shortlist_place(found, tier->placed, clip, &m->cache) < 0 ||
	    shortlist_place(mirrored, tier->placed, back, &m->cache) < 0)
		return damaged(m);
	for (i = 0; i < mirrored->n; i++)
		chance_add(chance, &mirrored->list[i]);
	return 0;
}

static int
search(struct match *m, const struct clip *clip, const struct clip *back,
    const struct tier *tier)
{
	struct warp *w = xreallocarray(NULL, WARP_MAX, sizeof *w);
	struct shortlist found = { m->list, m->n };
	struct shortlist mirrored = { m->mirrored, 0 };
	struct chance chance = { 0 };
	size_t n = warp_list(tier->range, w), i, asked = 0;
	struct query_how how = {
		.rank = tier->rank,
		.fanout = tier->fanout,
		.near = tier->near,
	};
	int r = 0;

	for (i = 0; i < n && r == 0; i++) {
		how.time = w[i].time;
		how.pitch = w[i].pitch;
		r = look(m, clip, tier, &how, &found, NULL);
		if (r == 0 && i % tier->every == 0) {
			r = look(m, back, tier, &how, &mirrored, &chance);
			asked++;
		}
	}
	if (r == 0)
		r = place(m, tier, &found, clip, &mirrored, back, &chance);
	if (r == 0)
		r = judge(m, &found, clip, &chance,
		    m->tests * tier->chances * (double)n / (double)asked,
		    tier == tiers);
	m->n = found.n;
	chance_release(&chance);
	free(w);
	return r;
}

/* Every place of each recording that is as significant as is wanted. */
static int
list_places(struct match *m, const struct clip *clip)
{
	struct candidate *all = NULL, place[PLACES_MAX], *c;
	size_t n = 0, cap = 0, i;
	ptrdiff_t found, k;

	for (i = 0; i < m->n; i++) {
		c = &m->list[i];
		found = candidate_places(c, clip, &m->cache, place, PLACES_MAX);
		if (found < 0) {
			free(all);
			return damaged(m);
		}
		all = xgrow(all, &cap, n + (size_t)found, sizeof *all);
		for (k = 0; k < found; k++) {
			place[k].evalue =
			    c->evalue *
			    exp(c->slope * (c->score - place[k].score));
			if (place[k].evalue <= m->max_evalue)
				all[n++] = place[k];
		}
	}
	if (n > 1)
		qsort(all, n, sizeof *all, candidate_order);
	m->n = n < m->max_n ? n : m->max_n;
	memcpy(m->list, all, m->n * sizeof *all);
	free(all);
	return 0;
}

/*
 * Is the tier still to be searched? A candidate that is significant, but not
 * beyond doubt, may be the chorus at the wrong speed.
 */
static bool
wanted(const struct match *m, const struct tier *tier)
{
	if (m->quick && tier != tiers)
		return false;
	if (m->n == 0)
		return true;
	return m->list[0].evalue > certain;
}

int
match_clip(struct match *m, const struct fingerprint *fp)
{
	const struct profile *p = m->index->profile;
	bool peaks = p->kind == PROFILE_SG1 && fp->n_peak > 0;
	struct clip clip, back;
	int r = 0, i;

	m->n = 0;
	m->lookups = m->hits = m->skipped = m->looked = 0;
	if (m->ratio > 0)
		return ratio_clip(m, fp);
	clip_init(&clip, p, fp);
	clip_reverse(&back, p, fp);
	for (i = 0; i < TIERS && r == 0 && wanted(m, &tiers[i]); i++)
		if (i == 0 || (peaks && m->range >= tiers[i].range))
			r = search(m, &clip, &back, &tiers[i]);
	if (r == 0 && m->all_places && m->n > 0)
		r = list_places(m, &clip);
	if (m->n > m->max_n)
		m->n = m->max_n;
	clip_release(&back);
	clip_release(&clip);
	return r;
}

void
match_release(struct match *m)
{
	peak_cache_release(&m->cache);
	free(m->list);
	free(m->mirrored);
	m->list = m->mirrored = NULL;
}
