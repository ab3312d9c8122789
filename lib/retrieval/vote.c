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
	T_BITS = QUERY_T_BITS,
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
add_hit(void *arg, uint32_t pos, uint32_t asker_t)
{
	struct vote *v = (struct vote *)arg + (asker_t >> T_BITS);
	uint32_t t = asker_t & (T_BIAS - 1);

	v->hit = xgrow(v->hit, &v->cap_hit, v->n_hit + 1, sizeof *v->hit);
	v->hit[v->n_hit++] = pack(pos, v->profile->time_div, t);
}

static int
collect(struct vote *v, const struct segment *seg, const struct query *q,
    struct vote_counts *counts)
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
	counts->lookups += join.lookups;
	counts->skipped += join.skipped;
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
	if (v->n_top > 0 && v->n_top >= v->max_top) {
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

static void
sort_hits(uint64_t *hit, size_t n)
{
	uint64_t *tmp = xreallocarray(NULL, n + 1, sizeof *tmp);

	if (n > 1)
		sort_u64(hit, tmp, n);
	free(tmp);
}

/* Each asker's hits of a segment. */
static int
ask_segment(struct vote *v, const struct index *ix, size_t segment,
    const struct query *q, uint32_t *seen, struct vote_counts *counts)
{
	size_t k;

	if (collect(v, ix->segment[segment], q, counts) < 0)
		return -1;
	for (k = 0; k < q->askers; k++) {
		v[k].begin[segment + 1] = v[k].n_hit;
		sort_hits(v[k].hit + v[k].begin[segment],
		    v[k].n_hit - v[k].begin[segment]);
		scan(&v[k], segment, seen);
	}
	return 0;
}

int
vote_run(struct vote *v, const struct index *ix, const struct query *q,
    size_t max_top, struct vote_counts *counts)
{
	uint32_t *seen;
	size_t i, k;
	int r = 0;

	for (k = 0; k < q->askers; k++) {
		v[k] = (struct vote) { .profile = q->profile,
			.max_top = max_top,
			.n_segment = ix->n_segment };
		v[k].begin =
		    xreallocarray(NULL, v[k].n_segment + 1, sizeof *v[k].begin);
		v[k].begin[0] = 0;
	}
	seen = xreallocarray(NULL, (size_t)q->t_end + 1, sizeof *seen);
	memset(seen, 0, ((size_t)q->t_end + 1) * sizeof *seen);
	for (i = 0; i < ix->n_segment && r == 0; i++)
		r = ask_segment(v, ix, i, q, seen, counts);
	for (k = 0; k < q->askers; k++)
		prune(&v[k]);
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
