#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/sg.h"
#include "retrieval/ask.h"
#include "retrieval/chance.h"
#include "retrieval/evalue.h"
#include "retrieval/look.h"
#include "retrieval/recording.h"
#include "retrieval/sweep.h"
#include "retrieval/tier.h"

enum {
	BEST = 8,   /* candidates whose place is looked for in any case */
	RETIMED = 4 /* candidates whose tempo is tried */
};

/* No tempo is tried of a candidate with a lower evalue, unless warps were. */
static const double certain = MATCH_CERTAIN;

/* A search of the clip, and one of the clip backwards. */
struct side {
	const struct clip *clip;
	struct nominees voted, swept;
	struct shortlist list;
};

static int
damaged(struct match *m)
{
	snprintf(m->err, sizeof m->err,
	    "a damaged segment (sg-index check tells which)");
	return -1;
}

/* Under a warp: what to ask, and what to go through then. */
struct asking {
	struct question *question;
	struct sweep *sweep;
	size_t n;
};

static void
add(struct asking *a, struct side *s, const struct warp *w, bool sweeping)
{
	struct sweep *sweep = &a->sweep[a->n];

	*sweep = (struct sweep) { s->clip, *w, &s->swept, NULL, 0 };
	a->question[a->n++] = (struct question) { s->clip, *w, &s->voted,
		sweeping ? sweep : NULL };
}

/* How many peaks may be gone through. */
static uint64_t
peaks_of(const struct index *ix, const struct tier *tier, size_t asked)
{
	uint64_t n = 0;
	uint32_t row;
	size_t i;

	for (i = 0; i < ix->n_segment; i++)
		for (row = 0; row < segment_recordings(ix->segment[i]); row++)
			n += segment_row_peaks(ix->segment[i], row);
	return n * asked <= tier->whole ? n : tier->peaks / asked;
}

/*
 * Room for places: where no more tiers follow one that finds something, for all
 * candidates that are wanted, of which some have two.
 */
static size_t
room(const struct match *m, const struct tier *tier, size_t places)
{
	return tier->every == 0 && places < 2 * m->max_n ? 2 * m->max_n :
							   places;
}

/* Ask for both under every warp that they are to be asked for under. */
static int
ask_all(struct match *m, const struct tier *tier, const struct asking *asking)
{
	struct ask a = {
		.index = m->index,
		.how = { .rank = tier->rank,
		    .fanout = tier->fanout,
		    .near = tier->near },
		.windows = room(m, tier, tier->windows),
		.peaks = peaks_of(m->index, tier, asking->n),
		.threads = m->threads,
	};
	int r;

	if ((r = ask(&a, asking->question, asking->n)) < 0)
		memcpy(m->err, a.err, sizeof m->err);
	m->lookups += a.lookups;
	m->hits += a.hits;
	m->skipped += a.skipped;
	return r;
}

/* Name places for both: by votes, and by single peaks. */
static int
name(struct match *m, const struct tier *tier, const struct warp *w, size_t n,
    struct side *there, struct side *back)
{
	struct asking a = {
		.question = xreallocarray(NULL, 2 * n, sizeof *a.question),
		.sweep = xreallocarray(NULL, 2 * n, sizeof *a.sweep),
	};
	bool sweeping = tier->swept > 0 && there->clip->fp.n_peak > 0;
	size_t i;
	int r;

	for (i = 0; i < n; i++) {
		add(&a, there, &w[i], sweeping);
		if (tier->every > 0 && i % tier->every == 0)
			add(&a, back, &w[i], sweeping);
	}
	r = ask_all(m, tier, &a);
	if (r == 0 && sweeping && sweep(m->index, a.sweep, a.n, m->threads) < 0)
		r = damaged(m);
	for (i = 0; i < a.n; i++)
		sweep_release(&a.sweep[i]);
	free(a.question);
	free(a.sweep);
	return r;
}

/* Look at what was named: the best of each recording; all, for chance. */
static int
look(struct match *m, struct side *s, const struct nominees *n,
    struct chance *chance)
{
	struct candidate *c = xreallocarray(NULL, n->n + 1, sizeof *c);
	size_t i;
	int r;

	r = look_at(m->index, n->list, n->n, s->clip, c, m->threads);
	for (i = 0; i < n->n && r == 0; i++) {
		if (c[i].score <= 0)
			continue;
		shortlist_keep(&s->list, &c[i]);
		if (chance != NULL)
			chance_add(chance, &c[i]);
	}
	m->looked += n->n;
	free(c);
	return r < 0 ? damaged(m) : 0;
}

/*
 * Look for the best places of those recordings that hashes named, and of the
 * best ones, of which it matters most.
 */
static int
place(struct match *m, const struct tier *tier, struct side *s)
{
	size_t n = tier->placed < s->list.n ? tier->placed : s->list.n, i;

	for (i = 0; i < n && i < BEST; i++)
		s->list.list[i].placed = false;
	return look_for_places(s->list.list, n, s->clip, m->threads) < 0 ?
		   damaged(m) :
		   0;
}

/* Give the candidates their evalues, and leave those that are significant. */
static int
judge(struct match *m, struct shortlist *s, const struct clip *clip,
    const struct evalue_tail *tail, double tests, bool quick)
{
	struct recording rec = { 0 };
	struct candidate *c;
	size_t n = 0, i;
	int r;

	for (i = 0; i < s->n; i++) {
		c = &s->list[i];
		c->evalue = fmin(c->evalue, evalue(tail, c->score, tests));
		c->slope = tail->slope;
		if (c->evalue <= m->max_evalue)
			s->list[n++] = *c;
	}
	s->n = n;
	r = look_for_places(s->list, n, clip, m->threads);
	for (i = 0; i < n; i++) {
		c = &s->list[i];
		c->evalue = fmin(c->evalue, evalue(tail, c->score, tests));
	}
	if (n > 1)
		qsort(s->list, n, sizeof *s->list, candidate_order);
	/* as the clip is, only what is in doubt */
	for (i = 0; i < n && i < RETIMED && r == 0; i++) {
		c = &s->list[i];
		if (quick && c->evalue <= certain)
			continue;
		if ((r = recording_read(&rec, c->segment, c->row)) < 0)
			break;
		candidate_retime(c, clip, &rec);
		c->evalue = fmin(
		    c->evalue, evalue(tail, c->score, CANDIDATE_TEMPI * tests));
	}
	recording_release(&rec);
	return r < 0 ? damaged(m) : 0;
}

/* The tail of what chance gives, from the clip backwards. */
static int
chances(struct match *m, const struct tier *tier, struct side *back,
    struct evalue_tail *tail)
{
	struct chance chance = { 0 };
	size_t i;
	int r;

	r = look(m, back, &back->voted, &chance);
	if (r == 0)
		r = look(m, back, &back->swept, &chance);
	if (r == 0)
		r = place(m, tier, back);
	for (i = 0; i < back->list.n; i++)
		chance_add(&chance, &back->list.list[i]);
	chance_fit(&chance, tail);
	chance_release(&chance);
	return r;
}

static void
release(struct side *s)
{
	nominees_release(&s->voted);
	nominees_release(&s->swept);
}

int
tier_search(struct match *m, const struct tier *tier, const struct clip *clip,
    const struct clip *backwards)
{
	struct warp *w = xreallocarray(NULL, WARP_MAX, sizeof *w);
	size_t n = warp_list(tier->range, w), asked;
	struct side there = { .clip = clip, .list = { m->list, m->n } };
	struct side back = { .clip = backwards, .list = { m->mirrored, 0 } };
	struct evalue_tail tail;
	int r;

	there.voted.max = back.voted.max = room(m, tier, tier->places);
	there.swept.max = back.swept.max = tier->swept;
	r = name(m, tier, w, n, &there, &back);
	if (r == 0)
		r = look(m, &there, &there.voted, NULL);
	if (r == 0)
		r = look(m, &there, &there.swept, NULL);
	if (r == 0)
		r = place(m, tier, &there);
	asked = tier->every > 0 ? (n + tier->every - 1) / tier->every : n;
	if (tier->every == 0)
		evalue_guess(&tail, (double)m->index->recordings);
	else if (r == 0)
		r = chances(m, tier, &back, &tail);
	if (r == 0)
		r = judge(m, &there.list, clip, &tail,
		    m->tests * tier->chances * (double)n / (double)asked,
		    tier->range == WARP_NONE);
	m->n = there.list.n;
	release(&there);
	release(&back);
	free(w);
	return r;
}
