#include <math.h>
#include <stdlib.h>

#include "base/sg.h"
#include "retrieval/align.h"

/* Tolerances of the rounds, grid units of 2 ms and 1/768 octave. */
static const struct {
	double time, pitch;
} rounds[] = { { 24, 14 }, { 14, 9 }, { 8, 7 }, { 8, 7 } };

enum {
	ROUNDS = sizeof rounds / sizeof *rounds,
	PAIRS_MIN = 6
};

/* Sums of a regression of y on x, and of the pitch's difference. */
struct sums {
	double n, x, y, xx, xy, shift;
};

/* The first peak at or after the time. */
static size_t
first_at(const struct peak *p, size_t n, double time)
{
	size_t lo = 0, hi = n, mid;

	while (lo < hi) {
		mid = (lo + hi) / 2;
		if (p[mid].time < time)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

/* The peak nearest to a place, in units of the tolerances; n when none is. */
static size_t
nearest(const struct peak *p, size_t n, size_t from, double time, double pitch,
    double tol_time, double tol_pitch)
{
	double best = 1, d, dt, dp;
	size_t at = n, i;

	for (i = from; i < n && p[i].time <= time + tol_time; i++) {
		dt = (p[i].time - time) / tol_time;
		dp = (p[i].pitch - pitch) / tol_pitch;
		if ((d = dt * dt + dp * dp) < best) {
			best = d;
			at = i;
		}
	}
	return at;
}

static struct sums
pair(const struct align *at, const struct peak *clip, size_t n_clip,
    const struct peak *rec, size_t n_rec, double tol_time, double tol_pitch)
{
	struct sums s = { 0 };
	double x, y;
	size_t from, i, k;

	if (n_clip == 0)
		return s;
	from = first_at(rec, n_rec, at->a * clip[0].time + at->b - tol_time);
	for (i = 0; i < n_clip; i++) {
		x = clip[i].time;
		y = at->a * x + at->b;
		while (from < n_rec && rec[from].time < y - tol_time)
			from++;
		k = nearest(rec, n_rec, from, y, clip[i].pitch - at->c,
		    tol_time, tol_pitch);
		if (k == n_rec)
			continue;
		y = rec[k].time;
		s.n++;
		s.x += x;
		s.y += y;
		s.xx += x * x;
		s.xy += x * y;
		s.shift += (double)clip[i].pitch - rec[k].pitch;
	}
	return s;
}

void
align(struct align *at, const struct peak *clip, size_t n_clip,
    const struct peak *rec, size_t n_rec)
{
	double spread, slope;
	struct sums s = { 0 };
	int i;

	for (i = 0; i < ROUNDS; i++) {
		s = pair(at, clip, n_clip, rec, n_rec, rounds[i].time,
		    rounds[i].pitch);
		if (s.n < PAIRS_MIN || i == ROUNDS - 1)
			break;
		spread = s.xx - s.x * s.x / s.n;
		slope = spread > 0 ? (s.xy - s.x * s.y / s.n) / spread : at->a;
		/* a few pairs of one moment say nothing about a slope */
		if (fabs(slope / at->a - 1) < 0.02)
			at->a = slope;
		at->b = (s.y - at->a * s.x) / s.n;
		at->c = s.shift / s.n;
	}
	at->pairs = (size_t)s.n;
}

/* Times of the clip's peaks that have one in the recording, in order. */
static size_t
paired_times(const struct align *at, const struct peak *clip, size_t n_clip,
    const struct peak *rec, size_t n_rec, double *time)
{
	double tol_time = rounds[ROUNDS - 1].time, y;
	double tol_pitch = rounds[ROUNDS - 1].pitch;
	size_t from = 0, i, n = 0;

	for (i = 0; i < n_clip; i++) {
		y = at->a * clip[i].time + at->b;
		while (from < n_rec && rec[from].time < y - tol_time)
			from++;
		if (nearest(rec, n_rec, from, y, clip[i].pitch - at->c,
			tol_time, tol_pitch) < n_rec)
			time[n++] = clip[i].time;
	}
	return n;
}

void
align_extend(const struct align *at, const struct peak *clip, size_t n_clip,
    const struct peak *rec, size_t n_rec, double reach, double *from,
    double *to)
{
	double *t = xreallocarray(NULL, n_clip + 1, sizeof *t);
	size_t n = paired_times(at, clip, n_clip, rec, n_rec, t), i;

	for (i = ALIGN_RUN - 1; i < n; i++)
		if (t[i] > *to && t[i] - t[i - (ALIGN_RUN - 1)] <= reach &&
		    t[i - (ALIGN_RUN - 1)] <= *to + reach)
			*to = t[i];
	for (i = n; i-- >= ALIGN_RUN;)
		if (t[i - (ALIGN_RUN - 1)] < *from &&
		    t[i] - t[i - (ALIGN_RUN - 1)] <= reach &&
		    t[i] >= *from - reach)
			*from = t[i - (ALIGN_RUN - 1)];
	free(t);
}
