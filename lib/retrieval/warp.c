#include <math.h>
#include <stdlib.h>

#include "retrieval/warp.h"

/*
 * Steps of the search. A landmark's times reach 1.44 s in steps of 24 ms, its
 * pitches come in steps of 1.45 %: half of a step of 1 % on an axis moves
 * them by a third of those at most. The plane is searched more coarsely; what
 * it finds is refined.
 */
static const double axis_step = 0.01, plane_step = 0.018;

/* 0.67 to 1.5 in time, 5 semitones up and down in pitch, and the edges. */
static const double time_max = WARP_TIME_MAX, pitch_max = 1.342;

static double
from_one(const struct warp *w)
{
	return fabs(log(w->time)) + fabs(log(w->pitch));
}

/* Nearest first; ties in an order that does not depend on the sort. */
static int
order(const void *a, const void *b)
{
	const struct warp *v = a, *w = b;
	double d = from_one(v) - from_one(w);

	if (fabs(d) > 1e-9)
		return d < 0 ? -1 : 1;
	if (v->time != w->time)
		return v->time < w->time ? -1 : 1;
	return (v->pitch > w->pitch) - (v->pitch < w->pitch);
}

static size_t
axes(struct warp *w)
{
	size_t n = 0;
	double s;
	int i, k;

	k = (int)ceil(log(time_max) / log1p(axis_step));
	for (i = -k; i <= k; i++) {
		if (i == 0)
			continue;
		s = pow(1 + axis_step, i);
		w[n++] = (struct warp) { s, s };
		w[n++] = (struct warp) { s, 1 };
		if (fabs(log(s)) <= log(pitch_max))
			w[n++] = (struct warp) { 1, s };
	}
	return n;
}

/* The plane, without the neighbourhood of the axes. */
static size_t
plane(struct warp *w)
{
	double near = log1p(plane_step) * 0.75, t, p;
	int i, j, n_t, n_p;
	size_t n = 0;

	n_t = (int)ceil(log(time_max) / log1p(plane_step));
	n_p = (int)ceil(log(pitch_max) / log1p(plane_step));
	for (i = -n_t; i <= n_t; i++)
		for (j = -n_p; j <= n_p; j++) {
			t = i * log1p(plane_step);
			p = j * log1p(plane_step);
			if (fabs(t) > near && fabs(p) > near &&
			    fabs(t - p) > near && n < WARP_MAX)
				w[n++] = (struct warp) { exp(t), exp(p) };
		}
	return n;
}

size_t
warp_list(enum warp_range range, struct warp *w)
{
	size_t n = 0;

	if (range == WARP_NONE)
		w[n++] = (struct warp) { 1, 1 };
	else if (range == WARP_AXES)
		n = axes(w);
	else if (range == WARP_FULL)
		n = plane(w);
	qsort(w, n, sizeof *w, order);
	return n;
}
