#include <math.h>

#include "retrieval/masking.h"

/* What is around a peak: that much before and after, above and below. */
static const double around_time = 48; /* grid units of 2 ms */
static const double around_hz = 250;

/*
 * Measured on 360 clips under noise, voices and songs: the share of peaks that
 * is heard, by how far, in dB, they lie above the loudest that is around.
 */
static const struct {
	double above, share;
} measured[] = { { -24, 0.02 }, { -18, 0.07 }, { -12, 0.11 }, { -6, 0.20 },
	{ -3, 0.29 }, { 0, 0.48 }, { 3, 0.80 }, { 6, 0.93 }, { 12, 0.97 } };

/* What filters and codecs leave of that, and what is heard with nothing around. */
static const double left = 0.6, alone = 4;

enum {
	MEASURED = sizeof measured / sizeof *measured
};

static double
share(double above)
{
	double t;
	int i;

	if (above <= measured[0].above)
		return measured[0].share;
	for (i = 1; i < MEASURED; i++)
		if (above < measured[i].above) {
			t = (above - measured[i - 1].above) /
			    (measured[i].above - measured[i - 1].above);
			return measured[i - 1].share +
			       t * (measured[i].share - measured[i - 1].share);
		}
	return measured[MEASURED - 1].share;
}

double
masking_expected(struct masking_walk *w, double time, double pitch,
    double level, const struct peak *itself)
{
	const struct peak *p, *end = w->clip + w->n_clip, *loudest = NULL;
	double f_min = w->profile->f_min, div = w->profile->pitch_div;
	double hz = f_min * exp2(pitch / div), low, high;

	low = hz - around_hz > f_min ? div * log2((hz - around_hz) / f_min) : 0;
	high = div * log2((hz + around_hz) / f_min);
	while (
	    w->from < w->n_clip && w->clip[w->from].time < time - around_time)
		w->from++;
	for (p = w->clip + w->from; p < end && p->time <= time + around_time;
	     p++)
		if (p != itself && p->pitch >= low && p->pitch <= high &&
		    (loudest == NULL || p->level > loudest->level))
			loudest = p;
	return left *
	       share(loudest == NULL ? alone : (level - loudest->level) / 10);
}
