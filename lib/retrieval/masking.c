#include <math.h>
#include <stdlib.h>

#include "base/sg.h"
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

void
masking_init(struct masking *m, const struct profile *p)
{
	double div = p->pitch_div, hz, low, high;
	uint32_t i;

	m->n = p->pitch_max / MASKING_STEP + 2;
	m->low = xreallocarray(NULL, m->n, sizeof *m->low);
	m->high = xreallocarray(NULL, m->n, sizeof *m->high);
	for (i = 0; i < m->n; i++) {
		hz = p->f_min * exp2(i * MASKING_STEP / div);
		low = hz - around_hz > p->f_min ?
			  div * log2((hz - around_hz) / p->f_min) :
			  0;
		high = div * log2((hz + around_hz) / p->f_min);
		m->low[i] = (uint16_t)ceil(low);
		m->high[i] = (uint16_t)floor(high);
	}
}

void
masking_release(struct masking *m)
{
	free(m->low);
	free(m->high);
	*m = (struct masking) { 0 };
}

double
masking_expected(struct masking_walk *w, double time, double pitch,
    double level, const struct peak *itself)
{
	const struct peak *p, *end = w->clip + w->n_clip;
	uint32_t i = pitch > 0 ? (uint32_t)(pitch / MASKING_STEP + 0.5) : 0;
	int32_t low, high, loudest = INT32_MIN;

	if (i >= w->around->n)
		i = w->around->n - 1;
	low = w->around->low[i];
	high = w->around->high[i];
	while (
	    w->from < w->n_clip && w->clip[w->from].time < time - around_time)
		w->from++;
	for (p = w->clip + w->from; p < end && p->time <= time + around_time;
	     p++)
		if (p->level > loudest && p->pitch >= low && p->pitch <= high &&
		    p != itself)
			loudest = p->level;
	return left *
	       share(loudest == INT32_MIN ? alone : (level - loudest) / 10);
}
