#include <math.h>
#include <stdlib.h>

#include "base/sg.h"
#include "retrieval/nominee.h"

static int
compare(double a, double b)
{
	return (a > b) - (a < b);
}

static int
order(const void *a, const void *b)
{
	const struct nominee *x = a, *y = b;
	int r;

	if (x->merit != y->merit)
		return compare(y->merit, x->merit);
	if (x->segment != y->segment)
		return x->segment < y->segment ? -1 : 1;
	if (x->row != y->row)
		return x->row < y->row ? -1 : 1;
	if ((r = compare(x->map.b, y->map.b)) != 0 ||
	    (r = compare(x->map.a, y->map.a)) != 0)
		return r;
	return compare(x->map.c, y->map.c);
}

void
nominees_close(struct nominees *s)
{
	if (s->n > 1)
		qsort(s->list, s->n, sizeof *s->list, order);
	if (s->n >= s->max) {
		s->n = s->max;
		s->least = s->n > 0 ? s->list[s->n - 1].merit : 0;
	}
}

void
nominees_keep(struct nominees *s, const struct nominee *new)
{
	if (s->max == 0 || new->merit < s->least)
		return;
	if (s->n == 2 * s->max)
		nominees_close(s);
	s->list = xgrow(s->list, &s->cap, s->n + 1, sizeof *s->list);
	s->list[s->n++] = *new;
}

void
nominees_join(struct nominees *s, const struct nominees *from)
{
	size_t i;

	for (i = 0; i < from->n; i++)
		nominees_keep(s, &from->list[i]);
}

void
nominees_release(struct nominees *s)
{
	free(s->list);
	*s = (struct nominees) { 0 };
}

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

/* The row in which a hit lies. */
static uint32_t
row_of(const struct vote *v, const struct segment *s, struct vote_hit h)
{
	return segment_rec_at(
	    s, (uint32_t)((h.delta + h.t) / v->profile->time_div));
}

/*
 * The hits of the window that fall into the recording of its middle hit: where
 * recordings meet on the timeline a window can touch two of them. Returns how
 * many, in order of delta; hit has room for w->n.
 */
static size_t
hits_of_one(const struct vote *v, const struct segment *s,
    const struct vote_window *w, struct vote_hit *hit, uint32_t *row)
{
	size_t i, n = 0;

	*row = row_of(v, s, vote_hit(v, w->first + w->n / 2));
	for (i = 0; i < w->n; i++) {
		hit[n] = vote_hit(v, w->first + i);
		n += row_of(v, s, hit[n]) == *row;
	}
	qsort(hit, n, sizeof *hit, delta_order);
	return n;
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

int
nominee_of(struct nominee *out, const struct index *ix, const struct vote *v,
    const struct vote_window *w, const struct warp *warp)
{
	struct vote_hit *hit = xreallocarray(NULL, w->n, sizeof *hit);
	struct vote_hit *middle;
	const struct segment *seg = ix->segment[w->segment];
	const struct profile *p = v->profile;
	struct segment_rec rec;
	size_t n;
	int r = 0;

	*out = (struct nominee) {
		.merit = w->score, .segment = w->segment, .map.a = warp->time
	};
	if (p->pitch_div > 0)
		out->map.c = log2(warp->pitch) * p->pitch_div;
	n = hits_of_one(v, seg, w, hit, &out->row);
	if (!segment_dead(seg, out->row) &&
	    (r = segment_rec(seg, out->row, &rec)) == 0) {
		middle = hit + n / 2;
		out->map.b =
		    (double)middle->delta - (double)rec.base * p->time_div;
		qsort(hit, n, sizeof *hit, t_order);
		out->votes = count_times(hit, n);
		out->from = hit[0].t / warp->time;
		out->to = hit[n - 1].t / warp->time;
		r = 1;
	}
	free(hit);
	return r;
}

int
nominees_vote(struct nominees *s, const struct index *ix, const struct vote *v,
    const struct warp *warp)
{
	const struct vote_window *w;
	struct nominee new;
	int r;

	for (w = v->top; w < v->top + v->n_top; w++) {
		if (w->score < s->least)
			break;
		if ((r = nominee_of(&new, ix, v, w, warp)) < 0)
			return -1;
		if (r > 0)
			nominees_keep(s, &new);
	}
	return 0;
}
