#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "retrieval/seam.h"

static const double reach_s = 8, reach_min_s = 3;

enum {
	WIDTH = 16, /* of a histogram's cell, 1/48 octave in sg1 */
	CELLS = 512,
	PEAKS_MIN = 12,
	MOMENTS = 7
};

/* The pitches of peaks in [from, to), smoothed; how many there are. */
static size_t
histogram(double cell[static CELLS], const struct peak *p, size_t n,
    double from, double to)
{
	double raw[CELLS + 2] = { 0 }, at, f;
	size_t i, k, count = 0;

	for (i = 0; i < n && p[i].time < to; i++) {
		if (p[i].time < from)
			continue;
		at = (double)p[i].pitch / WIDTH;
		k = (size_t)at;
		if (k + 2 > CELLS)
			continue;
		f = at - (double)k;
		raw[k + 1] += 1 - f;
		raw[k + 2] += f;
		count++;
	}
	for (k = 0; k < CELLS; k++)
		cell[k] = raw[k] / 4 + raw[k + 1] / 2 + raw[k + 2] / 4;
	return count;
}

static double
cosine(const double *a, const double *b)
{
	double ab = 0, aa = 0, bb = 0;
	size_t i;

	for (i = 0; i < CELLS; i++) {
		ab += a[i] * b[i];
		aa += a[i] * a[i];
		bb += b[i] * b[i];
	}
	return aa > 0 && bb > 0 ? ab / sqrt(aa * bb) : 0;
}

double
seam(const struct profile *p, const struct peak *peak, size_t n, double time)
{
	double unit = (double)p->rate / p->hop * p->time_div, reach;
	double before[CELLS], after[CELLS];

	if (n == 0)
		return -1;
	reach = fmin(time - peak[0].time, peak[n - 1].time - time);
	reach = fmin(reach, reach_s * unit);
	if (reach < reach_min_s * unit ||
	    histogram(before, peak, n, time - reach, time) < PEAKS_MIN ||
	    histogram(after, peak, n, time, time + reach) < PEAKS_MIN)
		return -1;
	return cosine(before, after);
}

static int
order(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

double
seam_within(const struct profile *p, const struct peak *peak, size_t n,
    double from, double to)
{
	double value[MOMENTS], v;
	size_t found = 0, i;

	for (i = 1; i <= MOMENTS; i++) {
		v = seam(p, peak, n, from + (to - from) * (double)i / 8);
		if (v >= 0)
			value[found++] = v;
	}
	if (found == 0)
		return -1;
	qsort(value, found, sizeof *value, order);
	return value[found / 2];
}
