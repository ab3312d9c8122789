#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "base/sg.h"
#include "retrieval/overlay.h"

/* Chance gives a peak its like in 0.3 to 0.6 % of the cases. */
static const double chance = 0.006;

/* What is the same has at least this share, whatever was done to it. */
static const double same_min = 0.15, same_max = 0.85;

/* The price of a change between same and other, nats; and of a stretch. */
static const double change = 8, worth = 30;

/* Two maps of one place differ by less, grid units. */
static const double near = 100;

void
overlay_init(struct overlay *o, const struct follow_sides *sides)
{
	*o = (struct overlay) { .sides = *sides };
}

void
overlay_release(struct overlay *o)
{
	free(o->stretch);
	free(o->pair);
	o->stretch = NULL;
	o->pair = NULL;
}

/* What a peak says for "the same" rather than "something else", nats. */
static double
weigh(const struct follow_event *e, double share)
{
	return e->like != NULL ? log(share / chance) :
				 log1p(-share) - log1p(-chance);
}

static void
put_pair(struct overlay *o, const struct follow_event *e)
{
	o->pair = xgrow(o->pair, &o->cap_pair, o->n_pair + 1, sizeof *o->pair);
	o->pair[o->n_pair++] = (struct overlay_pair) { e->peak, e->like, e->c };
}

/* Events first..last become a stretch, if they are worth it. */
static void
keep(struct overlay *o, const struct follow_event *first,
    const struct follow_event *last, double share)
{
	struct overlay_stretch s = { .first = o->n_pair };
	const struct follow_event *e;

	for (e = first; e <= last; e++) {
		s.score += weigh(e, share);
		s.peaks_a += e->of_a;
		s.peaks_b += !e->of_a;
		s.c += e->c;
		if (e->of_a && e->like != NULL)
			put_pair(o, e);
	}
	s.pairs = o->n_pair - s.first;
	if (s.score < worth || last->a <= first->a) {
		o->n_pair = s.first;
		return;
	}
	s.a_from = first->a;
	s.a_to = last->a;
	s.b_from = first->b;
	s.b_to = last->b;
	s.c /= (double)(last - first + 1);
	s.speed = (s.b_to - s.b_from) / (s.a_to - s.a_from);
	o->stretch = xgrow(o->stretch, &o->cap, o->n + 1, sizeof *o->stretch);
	o->stretch[o->n++] = s;
}

/*
 * The most likely stretches, into the overlay. stay[i]: the best way
 * to be in "the same" at event i came from there; rest[i]: likewise for "other".
 */
static void
divide(struct overlay *o, const struct follow *f, double share)
{
	bool *stay = xreallocarray(NULL, 2 * f->n + 1, sizeof *stay);
	bool *rest = stay + f->n, in;
	double same = -change, other = 0, was;
	size_t i, end = f->n;

	for (i = 0; i < f->n; i++) {
		stay[i] = same >= other - change;
		rest[i] = other >= same - change;
		was = same;
		same = (stay[i] ? same : other - change) +
		       weigh(&f->event[i], share);
		other = rest[i] ? other : was - change;
	}
	in = same - change > other;
	for (i = f->n; i-- > 0;)
		if (in && !stay[i]) {
			keep(o, &f->event[i], &f->event[end - 1], share);
			in = false;
		} else if (!in && !rest[i]) {
			in = true;
			end = i;
		}
	if (in)
		keep(o, f->event, &f->event[end - 1], share);
	free(stay);
}

/* The share of peaks that have their like, in stretches from `first` on. */
static double
share_of(const struct overlay *o, size_t first)
{
	double pairs = 0, peaks = 0;
	const struct overlay_stretch *s;

	for (s = o->stretch + first; s < o->stretch + o->n; s++) {
		pairs += 2 * (double)s->pairs;
		peaks += (double)(s->peaks_a + s->peaks_b);
	}
	return peaks > 0 ? fmin(fmax(pairs / peaks, same_min), same_max) : 0;
}

/* Whether a stretch has the place already. */
static bool
known(const struct overlay *o, const struct align *at, double middle)
{
	const struct overlay_stretch *s;

	for (s = o->stretch; s < o->stretch + o->n; s++)
		if (middle >= s->a_from && middle <= s->a_to &&
		    fabs(s->b_from + s->speed * (middle - s->a_from) -
			 at->a * middle - at->b) < near)
			return true;
	return false;
}

void
overlay_follow(
    struct overlay *o, const struct align *at, double from, double to)
{
	size_t n = o->n, n_pair = o->n_pair;
	double share, better;
	struct follow f;
	int round;

	if (o->sides.n_a == 0 || o->sides.n_b == 0 ||
	    known(o, at, (from + to) / 2))
		return;
	follow(&f, &o->sides, at, from, to);
	share = fmin(fmax(f.share, same_min), same_max);
	for (round = 0; round < 2 && f.n > 0; round++) {
		o->n = n;
		o->n_pair = n_pair;
		divide(o, &f, share);
		if ((better = share_of(o, n)) > 0)
			share = better;
	}
	follow_release(&f);
}

/* Better stretches first; of equals, those that come first. */
static int
score_order(const void *x, const void *y)
{
	const struct overlay_stretch *s = x, *t = y;

	if (s->score != t->score)
		return s->score > t->score ? -1 : 1;
	if (s->a_from != t->a_from)
		return s->a_from < t->a_from ? -1 : 1;
	return (s->b_from > t->b_from) - (s->b_from < t->b_from);
}

static int
time_order(const void *x, const void *y)
{
	const struct overlay_stretch *s = x, *t = y;

	if (s->a_from != t->a_from)
		return s->a_from < t->a_from ? -1 : 1;
	return score_order(x, y);
}

/* How much of s better stretches have, of the n. */
static double
explained(
    const struct overlay_stretch *s, const struct overlay_stretch *t, size_t n)
{
	double sum = 0, from, to;

	for (; n > 0; n--, t++) {
		from = fmax(s->a_from, t->a_from);
		to = fmin(s->a_to, t->a_to);
		sum += fmax(0, to - from);
	}
	return sum / (s->a_to - s->a_from);
}

void
overlay_settle(struct overlay *o)
{
	size_t i, n = 0;

	if (o->n == 0)
		return;
	qsort(o->stretch, o->n, sizeof *o->stretch, score_order);
	for (i = 0; i < o->n; i++)
		if (explained(&o->stretch[i], o->stretch, n) < 0.5)
			o->stretch[n++] = o->stretch[i];
	o->n = n;
	qsort(o->stretch, o->n, sizeof *o->stretch, time_order);
}

/* Whether a second of a side, which begins there, is in a stretch. */
static bool
covered(const struct overlay *o, bool of_a, double from, double second)
{
	double middle = from + second / 2, margin = second / 2;
	const struct overlay_stretch *s;

	for (s = o->stretch; s < o->stretch + o->n; s++)
		if (middle >= (of_a ? s->a_from : s->b_from) - margin &&
		    middle <= (of_a ? s->a_to : s->b_to) + margin)
			return true;
	return false;
}

double
overlay_share(const struct overlay *o, bool of_a, double second)
{
	const struct peak *p = of_a ? o->sides.a : o->sides.b, *end;
	size_t all = 0, in = 0;
	double from;

	end = p + (of_a ? o->sides.n_a : o->sides.n_b);
	while (p < end) {
		from = floor(p->time / second) * second;
		all++;
		in += covered(o, of_a, from, second);
		while (p < end && p->time < from + second)
			p++;
	}
	return all > 0 ? (double)in / (double)all : 0;
}
