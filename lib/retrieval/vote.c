#include <stdlib.h>
#include <string.h>

#include "base/sg.h"
#include "base/sort.h"
#include "retrieval/segment_join.h"
#include "retrieval/vote.h"

/*
 * A hit packed for sorting: delta + T_BIAS in the upper 40 bits, t in the
 * lower 24. A timeline has less than 2^32 frames of at most 8 grid units.
 */
enum {
	T_BITS = 24,
	T_BIAS = 1 << T_BITS
};

/*
 * A hash with more postings than this share of a segment says nothing about
 * which recording it is; 4096 are always looked at.
 */
enum {
	COMMON_MIN = 4096,
	COMMON_SHARE = 20000
};

struct vote_hit
vote_hit(const struct vote *v, size_t i)
{
	return (struct vote_hit) {
		.delta = (int64_t)(v->hit[i] >> T_BITS) - T_BIAS,
		.t = (uint32_t)(v->hit[i] & (T_BIAS - 1)),
	};
}

static uint64_t
pack(uint32_t pos, uint32_t time_div, uint32_t t)
{
	return ((uint64_t)pos * time_div + T_BIAS - t) << T_BITS | t;
}

static void
add_hit(void *arg, uint32_t pos, uint32_t t)
{
	struct vote *v = arg;

	v->hit = xgrow(v->hit, &v->cap_hit, v->n_hit + 1, sizeof *v->hit);
	v->hit[v->n_hit++] = pack(pos, v->profile->time_div, t);
}

static int
collect(struct vote *v, const struct segment *seg, const struct query *q)
{
	struct segment_join join = {
		.cap = segment_postings(seg) / COMMON_SHARE,
		.hit = add_hit,
		.arg = v,
	};
	int r;

	if (join.cap < COMMON_MIN)
		join.cap = COMMON_MIN;
	r = segment_join(&join, seg, q->mark, q->n);
	v->lookups += join.lookups;
	v->skipped += join.skipped;
	return r;
}

/* Best first; equals in the order of their hits. */
static int
window_order(const void *a, const void *b)
{
	const struct vote_window *v = a, *w = b;

	if (v->score != w->score)
		return v->score > w->score ? -1 : 1;
	return (v->first > w->first) - (v->first < w->first);
}

/* Leave the best max_top. */
static void
prune(struct vote *v)
{
	if (v->n_top > 1)
		qsort(v->top, v->n_top, sizeof *v->top, window_order);
	if (v->n_top >= v->max_top) {
		v->n_top = v->max_top;
		v->least = v->top[v->n_top - 1].score;
	}
}

/* Keep the window if it may be among the best. */
static void
keep(struct vote *v, const struct vote_window *w)
{
	if (w->score <= v->least)
		return;
	if (v->n_top == 2 * v->max_top)
		prune(v);
	v->top = xgrow(v->top, &v->cap_top, v->n_top + 1, sizeof *v->top);
	v->top[v->n_top++] = *w;
}

/*
 * Slide over the sorted hits of a segment. Of windows that overlap only the
 * best is kept, the first of equals.
 */
static void
scan(struct vote *v, size_t segment, uint32_t *seen)
{
	const struct profile *p = v->profile;
	uint64_t width =
	    (uint64_t)VOTE_WINDOW_MS * p->rate * p->time_div / p->hop / 1000;
	struct vote_window w = { .segment = segment }, best = { 0 };
	size_t i, j = v->begin[segment], end = v->begin[segment + 1];
	uint64_t from;

	for (i = j; i < end; i++) {
		from = v->hit[i] >> T_BITS;
		for (; j < end && (v->hit[j] >> T_BITS) <= from + width; j++)
			w.score += seen[v->hit[j] & (T_BIAS - 1)]++ == 0;
		w.first = i;
		w.n = j - i;
		if (best.score > 0 &&
		    from > (v->hit[best.first] >> T_BITS) + width) {
			keep(v, &best);
			best.score = 0;
		}
		if (w.score > best.score)
			best = w;
		w.score -= --seen[v->hit[i] & (T_BIAS - 1)] == 0;
	}
	if (best.score > 0)
		keep(v, &best);
}

int
vote_run(struct vote *v, const struct index *ix, const struct query *q,
    size_t max_top)
{
	uint32_t *seen;
	uint64_t *tmp;
	size_t i, n;
	int r = 0;

	memset(v, 0, sizeof *v);
	v->profile = q->profile;
	v->max_top = max_top;
	v->n_segment = ix->n_segment;
	v->begin = xreallocarray(NULL, v->n_segment + 1, sizeof *v->begin);
	seen = calloc((size_t)q->t_end + 1, sizeof *seen);
	if (seen == NULL)
		r = -1;
	for (i = 0; i < ix->n_segment && r == 0; i++) {
		v->begin[i] = v->n_hit;
		r = collect(v, ix->segment[i], q);
		v->begin[i + 1] = v->n_hit;
		n = v->n_hit - v->begin[i];
		tmp = xreallocarray(NULL, n, sizeof *tmp);
		if (n > 0)
			sort_u64(v->hit + v->begin[i], tmp, n);
		free(tmp);
		if (r == 0)
			scan(v, i, seen);
	}
	prune(v);
	if (r < 0)
		snprintf(v->err, sizeof v->err,
		    "a damaged segment "
		    "(sg-index check tells which)");
	free(seen);
	return r;
}

void
vote_release(struct vote *v)
{
	free(v->hit);
	free(v->begin);
	free(v->top);
	v->hit = NULL;
	v->begin = NULL;
	v->top = NULL;
}
