#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include "retrieval/align.h"

struct align
align_of(const struct profile *p, double offset_s, double speed, double pitch)
{
	double unit = (double)p->hop / p->time_div / p->rate;
	double middle = profile_frame_s(p, 0);

	return (struct align) {
		.a = speed,
		.b = (offset_s - middle * (1 - speed)) / unit,
		.c = log2(pitch) * p->pitch_div,
	};
}

/* Tolerances of the rounds, grid units of 2 ms and 1/768 octave. */
static const struct {
	double time, pitch;
} rounds[] = { { 24, 14 }, { 14, 9 }, { ALIGN_TIME, ALIGN_PITCH },
	{ ALIGN_TIME, ALIGN_PITCH } };

enum {
	ROUNDS = sizeof rounds / sizeof *rounds,
	PAIRS_MIN = 6
};

/* Sums of a regression of y on x, and of the pitch's difference. */
struct sums {
	double n, x, y, xx, xy, shift;
};

size_t
align_first(const struct align *at, double clip_time, const struct peak *rec,
    size_t n_rec)
{
	double time = at->a * clip_time + at->b;
	size_t lo = 0, hi = n_rec, mid;

	while (lo < hi) {
		mid = (lo + hi) / 2;
		if (rec[mid].time < time)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

/* floor(3), for numbers far from the largest: a few cycles on any processor. */
static int64_t
whole_below(double x)
{
	int64_t i = (int64_t)x;

	return i - ((double)i > x);
}

const struct peak *
align_nearest(struct align_walk *w, const struct peak *rec, double tol_time,
    double tol_pitch, double *distance)
{
	double time = (rec->time - w->at->b) / w->at->a, d, dt, dp;
	double pitch = rec->pitch + w->at->c;
	const struct peak *p, *end = w->clip + w->n_clip, *near = NULL;
	/* most lie elsewhere: whole numbers tell that */
	const int64_t low = whole_below(pitch - tol_pitch) + 1;
	const int64_t high = -whole_below(-pitch - tol_pitch) - 1;
	const int64_t first = -whole_below(tol_time - time);
	const int64_t last = whole_below(time + tol_time);

	*distance = 1;
	while (w->from < w->n_clip && w->clip[w->from].time < first)
		w->from++;
	for (p = w->clip + w->from; p < end && p->time <= last; p++) {
		if (p->pitch < low || p->pitch > high)
			continue;
		dp = (p->pitch - pitch) / tol_pitch;
		dt = (p->time - time) / tol_time;
		if ((d = dt * dt + dp * dp) < *distance) {
			*distance = d;
			near = p;
		}
	}
	return near;
}

static struct sums
pair(const struct align *at, const struct peak *clip, size_t n_clip,
    const struct peak *rec, size_t n_rec, double tol_time, double tol_pitch)
{
	double end = at->a * (clip[n_clip - 1].time + tol_time) + at->b, x, y,
	       d;
	struct align_walk w = { at, clip, n_clip, 0 };
	struct sums s = { 0 };
	const struct peak *p;
	size_t i;

	i = align_first(at, clip[0].time - tol_time, rec, n_rec);
	for (; i < n_rec && rec[i].time <= end; i++) {
		p = align_nearest(&w, &rec[i], tol_time, tol_pitch, &d);
		if (p == NULL)
			continue;
		x = p->time;
		y = rec[i].time;
		s.n++;
		s.x += x;
		s.y += y;
		s.xx += x * x;
		s.xy += x * y;
		s.shift += (double)p->pitch - rec[i].pitch;
	}
	return s;
}

void
align(struct align *at, const struct peak *clip, size_t n_clip,
    const struct peak *rec, size_t n_rec)
{
	double spread, slope;
	struct sums s;
	int i;

	for (i = 0; i < ROUNDS && n_clip > 0; i++) {
		s = pair(at, clip, n_clip, rec, n_rec, rounds[i].time,
		    rounds[i].pitch);
		if (s.n < PAIRS_MIN)
			break;
		spread = s.xx - s.x * s.x / s.n;
		slope = spread > 0 ? (s.xy - s.x * s.y / s.n) / spread : at->a;
		/* a few pairs of one moment say nothing about a slope */
		if (fabs(slope / at->a - 1) < 0.02)
			at->a = slope;
		at->b = (s.y - at->a * s.x) / s.n;
		at->c = s.shift / s.n;
	}
}
