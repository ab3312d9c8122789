#include <math.h>
#include <stdlib.h>

#include "base/sg.h"
#include "retrieval/follow.h"

/* Grid units of 2 ms: how far a step goes, and what the map is fitted to. */
static const double step = 2000, fitted = 6000;

/* The map is fitted anew where so many peaks have their like, of so many. */
static const double pairs_min = 10, share_min = 0.15;

/* By so much a step may be off. */
static const double near = 100;

void
follow_release(struct follow *f)
{
	free(f->event);
	f->event = NULL;
}

struct part {
	const struct peak *peak;
	size_t n;
};

/* The first peak at or after a time. */
static size_t
first_at(const struct peak *p, size_t n, double time)
{
	static const struct align same = { 1, 0, 0 };

	return align_first(&same, time, p, n);
}

static struct part
part(const struct peak *p, size_t n, double from, double to)
{
	size_t first = first_at(p, n, from);

	return (struct part) { p + first, first_at(p, n, to) - first };
}

static void
put(struct follow *f, const struct follow_event *e)
{
	f->event = xgrow(f->event, &f->cap, f->n + 1, sizeof *f->event);
	f->event[f->n++] = *e;
}

/* The peaks of b that lie under a's [from, to). */
static void
lay_b(struct follow *f, const struct follow_sides *s, const struct align *at,
    double from, double to)
{
	struct part b =
	    part(s->b, s->n_b, at->a * from + at->b, at->a * to + at->b);
	struct align_walk w = { at, s->a, s->n_a,
		first_at(s->a, s->n_a, from - ALIGN_TIME) };
	struct follow_event e = { .c = at->c };
	size_t i;
	double d;

	for (i = 0; i < b.n; i++) {
		e.peak = &b.peak[i];
		e.like = align_nearest(&w, e.peak, ALIGN_TIME, ALIGN_PITCH, &d);
		e.b = e.peak->time;
		e.a = (e.b - at->b) / at->a;
		put(f, &e);
	}
}

/* The peaks of a there; how many have their like. */
static size_t
lay_a(struct follow *f, const struct follow_sides *s, const struct align *at,
    double from, double to)
{
	struct part a = part(s->a, s->n_a, from, to);
	struct align back = { 1 / at->a, -at->b / at->a, -at->c };
	struct align_walk w = { &back, s->b, s->n_b,
		first_at(s->b, s->n_b, at->a * from + at->b - 2 * ALIGN_TIME) };
	struct follow_event e = { .c = at->c, .of_a = true };
	size_t i, pairs = 0;
	double d;

	for (i = 0; i < a.n; i++) {
		e.peak = &a.peak[i];
		e.like = align_nearest(&w, e.peak, ALIGN_TIME, ALIGN_PITCH, &d);
		e.a = e.peak->time;
		e.b = at->a * e.a + at->b;
		put(f, &e);
		pairs += e.like != NULL;
	}
	return pairs;
}

/* Fit the map to a's [from, to) if enough is the same there. */
static void
fit(const struct follow_sides *s, struct align *at, double from, double to)
{
	struct part a = part(s->a, s->n_a, from, to);
	struct part b = part(s->b, s->n_b, at->a * from + at->b - 2 * near,
	    at->a * to + at->b + 2 * near);
	struct align better = *at;
	struct follow f = { 0 };
	double pairs;

	if (a.n == 0 || b.n == 0)
		return;
	align(&better, a.peak, a.n, b.peak, b.n);
	pairs = (double)lay_a(&f, s, &better, from, to);
	follow_release(&f);
	if (pairs >= pairs_min &&
	    pairs >= share_min * (double)(a.n > b.n ? a.n : b.n) &&
	    fabs(better.a * from + better.b - at->a * from - at->b) < near)
		*at = better;
}

/* From a time of a on, forwards or backwards, until one of them ends. */
static void
walk(struct follow *f, const struct follow_sides *s, struct align at,
    double from, double by)
{
	double first = s->a[0].time, last = s->a[s->n_a - 1].time + 1;
	double b_last = s->b[s->n_b - 1].time + 1, lo, hi;

	/* NOLINTNEXTLINE(cert-flp30-c): few steps, the same everywhere */
	for (;; from += by) {
		lo = by > 0 ? from : from + by;
		hi = lo + fabs(by);
		if (hi <= first || lo >= last || at.a * hi + at.b <= 0 ||
		    at.a * lo + at.b >= b_last)
			return;
		/* to what was walked already, and this step */
		if (by > 0)
			fit(s, &at, hi - fitted, hi);
		else
			fit(s, &at, lo, lo + fitted);
		lay_b(f, s, &at, lo, hi);
		lay_a(f, s, &at, lo, hi);
	}
}

static int
order(const void *x, const void *y)
{
	const struct follow_event *e = x, *f = y;

	if (e->a != f->a)
		return e->a < f->a ? -1 : 1;
	return (e->of_a > f->of_a) - (e->of_a < f->of_a);
}

void
follow(struct follow *f, const struct follow_sides *s,
    const struct align *place, double from, double to)
{
	double middle = (from + to) / 2;
	struct align at = *place;
	size_t pairs;

	*f = (struct follow) { 0 };
	fit(s, &at, fmin(from, middle - fitted / 2),
	    fmax(to, middle + fitted / 2));
	pairs = lay_a(f, s, &at, from, to);
	f->share = f->n > 0 ? (double)pairs / (double)f->n : 0;
	f->n = 0;
	walk(f, s, at, middle, step);
	walk(f, s, at, middle, -step);
	if (f->n > 1)
		qsort(f->event, f->n, sizeof *f->event, order);
}
