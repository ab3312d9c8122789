#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "retrieval/gain.h"

/*
 * Differences less the gain are Laplace's, of these scales, dB. Measured: half
 * of the peaks that are heard lie within 0.5 dB (voice, babble) to 0.9 dB (pink
 * noise 6 dB louder, re-recordings); of those that are there by chance, within
 * 2.8 dB. Some that are heard are changed by what they are heard with.
 */
static const double heard_scale = 1.0, chance_scale = 4.5, changed_share = 0.15;

/* The gain is the mode of the differences in a window of 10 s, every 2.5 s. */
enum {
	BIN = 10,      /* 0.1 dB */
	REACH = 100,   /* bins on each side of 0 dB; beyond is at the edge */
	STEP = 1250,   /* grid units of 2 ms */
	BESIDE = 1875, /* on each side of a step */
	WHOLE = 6000   /* what is no longer has one gain */
};

static size_t
bin_of(int difference)
{
	int bin = (int)floor((double)difference / BIN) + REACH;

	return bin < 1 ? 1 : bin > 2 * REACH ? 2 * REACH : (size_t)bin;
}

/* The mode of the differences, a bin counting with its neighbours. */
static int
mode(const struct gain_pair *p, size_t n)
{
	unsigned count[2 * REACH + 2] = { 0 }, best = 0, c;
	size_t at = 1, i;
	long sum = 0, k = 0;

	for (i = 0; i < n; i++)
		count[bin_of(p[i].difference)]++;
	for (i = 1; i <= 2 * REACH; i++) {
		c = count[i - 1] + 2 * count[i] + count[i + 1];
		if (c > best) {
			best = c;
			at = i;
		}
	}
	for (i = 0; i < n; i++)
		if (bin_of(p[i].difference) + 1 >= at &&
		    bin_of(p[i].difference) <= at + 1) {
			sum += p[i].difference;
			k++;
		}
	return k > 0 ? (int)(sum / k) : 0;
}

/* The pairs of a long stretch, window by window. */
static void
follow(struct gain_pair *p, size_t n)
{
	size_t from = 0, to = 0, i = 0;
	double end;
	int g;

	while (i < n) {
		end = p[i].time + STEP;
		while (p[from].time < p[i].time - BESIDE)
			from++;
		while (to < n && p[to].time <= end + BESIDE)
			to++;
		g = mode(p + from, to - from);
		for (; i < n && p[i].time <= end; i++)
			p[i].gain = g;
	}
}

void
gain_take_off(struct gain_pair *p, size_t n)
{
	size_t i;
	int g;

	if (n > 0 && p[n - 1].time - p[0].time > WHOLE) {
		follow(p, n);
	} else {
		g = mode(p, n);
		for (i = 0; i < n; i++)
			p[i].gain = g;
	}
	for (i = 0; i < n; i++)
		p[i].difference -= p[i].gain;
}

double
gain_odds(int difference)
{
	double x = abs(difference) / 10.0;

	return changed_share + (1 - changed_share) * chance_scale /
				   heard_scale *
				   exp(x / chance_scale - x / heard_scale);
}
