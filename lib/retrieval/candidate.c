#include <math.h>
#include <stdlib.h>

#include "base/sg.h"
#include "retrieval/align.h"
#include "retrieval/candidate.h"

static int
delta_order(const void *a, const void *b)
{
	const struct vote_hit *h = a, *k = b;

	if (h->delta != k->delta)
		return h->delta < k->delta ? -1 : 1;
	return (h->t > k->t) - (h->t < k->t);
}

static int
t_order(const void *a, const void *b)
{
	const struct vote_hit *h = a, *k = b;

	return (h->t > k->t) - (h->t < k->t);
}

/*
 * The hits of the window that fall into the recording of its middle hit: where
 * recordings meet on the timeline a window can touch two of them. Returns how
 * many, in order of delta; hit has room for w->n.
 */
static size_t
hits_of_one(const struct vote *v, const struct segment *seg,
    const struct vote_window *w, struct vote_hit *hit, uint32_t *row)
{
	uint32_t div = v->profile->time_div, pos;
	size_t i, n = 0;

	hit[0] = vote_hit(v, w->first + w->n / 2);
	pos = (uint32_t)((hit[0].delta + hit[0].t) / div);
	*row = segment_rec_at(seg, pos);
	for (i = 0; i < w->n; i++) {
		hit[n] = vote_hit(v, w->first + i);
		pos = (uint32_t)((hit[n].delta + hit[n].t) / div);
		n += segment_rec_at(seg, pos) == *row;
	}
	qsort(hit, n, sizeof *hit, delta_order);
	return n;
}

/* Agreement goes on while it has no gap of so many seconds. */
static const double gap_s = 0.5;

/*
 * Improve the map, and how far it holds (times of the clip on the grid), with
 * the recording's peaks. Returns 0, or -1 when they are damaged.
 */
static int
refine(struct align *at, double *from, double *to, const struct segment *seg,
    uint32_t row, const struct segment_rec *rec, const struct fingerprint *clip)
{
	const struct profile *pr = seg->profile;
	double gap = gap_s * pr->rate / pr->hop * pr->time_div;
	struct peak *p;
	int r;

	if (!rec->has_peaks || rec->n_peaks == 0 || clip->n_peak == 0)
		return 0;
	p = xreallocarray(NULL, rec->n_peaks, sizeof *p);
	if ((r = segment_peaks(seg, row, p)) == 0) {
		align(at, clip->peak, clip->n_peak, p, rec->n_peaks);
		align_extend(at, clip->peak, clip->n_peak, p, rec->n_peaks, gap,
		    from, to);
	}
	free(p);
	return r;
}

static uint32_t
count_times(const struct vote_hit *hit, size_t n)
{
	uint32_t votes = 1;
	size_t i;

	for (i = 1; i < n; i++)
		votes += hit[i].t != hit[i - 1].t;
	return votes;
}

/* From the map and its reach, on the grid, to seconds. */
static void
locate(struct candidate *c, const struct profile *p, const struct align *at,
    double from, double to)
{
	double unit = (double)p->hop / p->time_div / p->rate;
	double middle = profile_frame_s(p, 0);

	c->speed = at->a;
	c->pitch = p->pitch_div > 0 ? exp2(at->c / p->pitch_div) : 1;
	/* a peak stands for the middle of its frame's window */
	c->offset_s = at->b * unit + middle * (1 - at->a);
	c->q_from_s = from * unit + middle;
	c->q_to_s = to * unit + middle;
	c->ref_from_s = c->q_from_s * at->a + c->offset_s;
	c->ref_to_s = c->q_to_s * at->a + c->offset_s;
}

int
candidate_init(struct candidate *c, const struct index *ix,
    const struct vote *v, const struct vote_window *w, const struct warp *warp,
    const struct fingerprint *clip)
{
	const struct profile *p = v->profile;
	const struct segment *seg = ix->segment[w->segment];
	struct vote_hit *hit = xreallocarray(NULL, w->n, sizeof *hit);
	struct align at = { .a = warp->time };
	double from, to;
	uint32_t row;
	size_t n;
	int r = 1;

	n = hits_of_one(v, seg, w, hit, &row);
	if (segment_dead(seg, row)) {
		r = 0;
	} else if (segment_rec(seg, row, &c->rec) < 0) {
		r = -1;
	} else {
		at.b = (double)hit[n / 2].delta -
		       (double)c->rec.base * p->time_div;
		at.c = log2(warp->pitch) * p->pitch_div;
		qsort(hit, n, sizeof *hit, t_order);
		c->votes = count_times(hit, n);
		from = hit[0].t / warp->time;
		to = hit[n - 1].t / warp->time;
		if (refine(&at, &from, &to, seg, row, &c->rec, clip) < 0)
			r = -1;
		locate(c, p, &at, from, to);
	}
	free(hit);
	return r;
}

struct warp
candidate_warp(const struct candidate *c)
{
	return (struct warp) { c->speed, c->pitch };
}
