#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "base/sg.h"
#include "retrieval/likeness.h"

enum {
	GAIN_PAIRS = 32, /* share a gain */
	ROUNDS = 10
};

/* Two peaks of one note: so far apart, grid units of time, and of pitch. */
static const double note_min = 25, note_max = 150, note_pitch = 2;

/* By so much a peak's like may be off, grid units of time. */
static const double note_off = 8;

/* A tempo that is another one. */
static const double changed = 0.005;

/* A time between two peaks is known to that, grid units. */
static const double known_to = 2.5;

/* Times between peaks of notes, in a and in b. */
struct spans {
	double *a, *b;
	size_t n, cap_a, cap_b;
};

static int
order(const void *x, const void *y)
{
	const double *a = x, *b = y;

	return (*a > *b) - (*a < *b);
}

static double
median(double *x, size_t n)
{
	if (n == 0)
		return 0;
	qsort(x, n, sizeof *x, order);
	return x[n / 2];
}

/* Levels' differences of a stretch, dB, without what all of them share. */
static void
level_differences(const struct overlay_pair *p, size_t n, double *out)
{
	double here[GAIN_PAIRS], gain;
	size_t i, k, m;

	for (i = 0; i < n; i += m) {
		m = n - i < GAIN_PAIRS ? n - i : GAIN_PAIRS;
		for (k = 0; k < m; k++)
			here[k] = out[i + k] =
			    (p[i + k].a->level - p[i + k].b->level) / 10.0;
		gain = median(here, m);
		for (k = 0; k < m; k++)
			out[i + k] = fabs(out[i + k] - gain);
	}
}

/* One side of a pair of peaks, and what lies around it. */
struct end {
	const struct peak *peak, *last; /* last: behind its recording's */
	const struct peak *all;
	size_t n;
};

/* The peak of that side near a time and a pitch, or NULL. */
static const struct peak *
near(const struct end *e, double time, double reach, double pitch)
{
	static const struct align same = { 1, 0, 0 };
	const struct peak *best = NULL, *p;
	double off = reach, d;

	p = e->all + align_first(&same, time - reach, e->all, e->n);
	for (; p < e->last && p->time <= time + reach; p++) {
		d = fabs(p->time - time);
		if (d < off && fabs(p->pitch - pitch) <= note_pitch) {
			off = d;
			best = p;
		}
	}
	return best;
}

/*
 * The spans of a note: from a peak that has its like to others of its pitch.
 * Their like is sought half way between where it is if the note is changed as
 * the recording is, and where it is if it is not. With turn, x is b.
 */
static void
collect(struct spans *s, const struct end *x, const struct end *y, double speed,
    double c, bool turn)
{
	double span, half = fabs(speed - 1) / 2, other;
	const struct peak *k, *like;

	for (k = x->peak + 1; k < x->last; k++) {
		span = (double)k->time - x->peak->time;
		if (span > note_max)
			break;
		if (span < note_min ||
		    fabs((double)k->pitch - x->peak->pitch) > note_pitch)
			continue;
		like = near(y, y->peak->time + span * (1 + speed) / 2,
		    half * span + note_off, k->pitch - c);
		if (like == NULL)
			continue;
		other = (double)like->time - y->peak->time;
		s->a = xgrow(s->a, &s->cap_a, s->n + 1, sizeof *s->a);
		s->b = xgrow(s->b, &s->cap_b, s->n + 1, sizeof *s->b);
		s->a[s->n] = turn ? other : span;
		s->b[s->n++] = turn ? span : other;
	}
}

/* Those of the notes of a stretch, from both sides. */
static void
collect_all(struct spans *s, const struct overlay *o,
    const struct overlay_stretch *st, double speed)
{
	const struct follow_sides *f = &o->sides;
	const struct overlay_pair *p = o->pair + st->first;
	struct end a = { NULL, f->a + f->n_a, f->a, f->n_a };
	struct end b = { NULL, f->b + f->n_b, f->b, f->n_b };
	size_t i;

	for (i = 0; i < st->pairs; i++, p++) {
		a.peak = p->a;
		b.peak = p->b;
		collect(s, &a, &b, speed, p->c, false);
		collect(s, &b, &a, 1 / speed, -p->c, true);
	}
}

/* The slope of b over a through 0, not minding those that lie far off. */
static double
slope(const struct spans *s)
{
	double k = 1, w, r, ab, aa;
	size_t i, round;

	for (round = 0; round < ROUNDS; round++) {
		ab = aa = 0;
		for (i = 0; i < s->n; i++) {
			r = (s->b[i] - k * s->a[i]) / known_to;
			w = round == 0 ? 1 : 1 / (1 + r * r);
			ab += w * s->a[i] * s->b[i];
			aa += w * s->a[i] * s->a[i];
		}
		k = ab / aa;
	}
	return k;
}

/* The speed of the longest stretch. */
static double
speed(const struct overlay *o)
{
	double best = 0, length, speed = 1;
	size_t i;

	for (i = 0; i < o->n; i++) {
		length = o->stretch[i].a_to - o->stretch[i].a_from;
		if (length > best) {
			best = length;
			speed = o->stretch[i].speed;
		}
	}
	return speed;
}

void
likeness(struct likeness *l, const struct overlay *o)
{
	double *pitch = xreallocarray(NULL, o->n_pair + 1, sizeof *pitch);
	double *level = xreallocarray(NULL, o->n_pair + 1, sizeof *level);
	double peaks = 0, a = speed(o);
	const struct overlay_stretch *s;
	const struct overlay_pair *p;
	struct spans spans = { 0 };
	size_t n = 0, i;

	*l = (struct likeness) { 0 };
	for (s = o->stretch; s < o->stretch + o->n; s++) {
		p = o->pair + s->first;
		for (i = 0; i < s->pairs; i++)
			pitch[n + i] = fabs(
			    (double)p[i].a->pitch - p[i].b->pitch - p[i].c);
		level_differences(p, s->pairs, level + n);
		collect_all(&spans, o, s, a);
		peaks += (double)(s->peaks_a + s->peaks_b);
		n += s->pairs;
	}
	l->share = peaks > 0 ? 2 * (double)n / peaks : 0;
	l->pitch = median(pitch, n);
	l->level = median(level, n);
	l->inner = 1;
	if (spans.n > 0 && fabs(a - 1) > changed) {
		l->inner_n = spans.n;
		l->inner = (slope(&spans) - 1) / (a - 1);
	}
	free(spans.a);
	free(spans.b);
	free(pitch);
	free(level);
}
