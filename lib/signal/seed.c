#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/sg.h"
#include "signal/seed.h"

enum {
	LANES = 16 /* of a vector of levels: rows are filled up to a multiple */
};

/* As numpy does it for float32: every step rounds to a float. */
static float
to_db(float power)
{
	const float least = 1e-10f;

	power = power > least ? power : least;
	power = power < FLT_MAX ? power : FLT_MAX;
	return 10 * log10f(power);
}

/* 0.1 dB, half to even. */
static int16_t
to_level(float db)
{
	return (int16_t)lrintf(db * 10);
}

void
seed_init(struct seed_picker *s, const struct profile *p)
{
	*s = (struct seed_picker) { .profile = p, .top_db = to_db(0) };
	s->n_bins = profile_bin_last(p) - profile_bin_first(p) + 1;
}

void
seed_put(struct seed_picker *s, const float *power, float loudest)
{
	float db = to_db(loudest);
	int16_t *level;
	size_t i;

	if (db > s->top_db)
		s->top_db = db;
	s->level = xgrow(
	    s->level, &s->cap_level, s->n_level + s->n_bins, sizeof *s->level);
	level = s->level + s->n_level;
	for (i = 0; i < s->n_bins; i++)
		level[i] = to_level(to_db(power[i]));
	s->n_level += s->n_bins;
}

/* x[i] = the greater of x[i] and y[i]; n is a multiple of LANES. */
static void
row_max(int16_t *restrict x, const int16_t *restrict y, size_t n)
{
	size_t i, j;

	for (i = 0; i < n; i += LANES)
		for (j = i; j < i + LANES; j++)
			x[j] = x[j] > y[j] ? x[j] : y[j];
}

/*
 * The neighbourhood's maximum, separably: along the bins as a frame enters,
 * then over the frames around. 25 + 25 comparisons a cell, eight cells at a
 * time, cost less than any clever queue. Beyond an edge the seed repeated it,
 * which changes no maximum: here the lowest level stands there.
 */
struct filter {
	size_t n_bins, width; /* of a row, rounded up to LANES */
	size_t bins, frames;  /* to either side */
	size_t n_ring;
	int16_t *ring;   /* n_ring rows of maxima along the bins */
	int16_t *padded; /* one row with `bins` lowest levels around it */
	int16_t *best;   /* one row, the answer */
};

static void
filter_init(struct filter *f, const struct seed_picker *s)
{
	size_t i, n;

	*f = (struct filter) { .n_bins = s->n_bins,
		.bins = s->profile->near_bins,
		.frames = s->profile->near_frames };
	f->width = (f->n_bins + LANES - 1) / LANES * LANES;
	f->n_ring = 2 * f->frames + 1;
	n = f->width + 2 * f->bins;
	f->ring = xreallocarray(NULL, f->n_ring * f->width, sizeof *f->ring);
	f->padded = xreallocarray(NULL, n, sizeof *f->padded);
	f->best = xreallocarray(NULL, f->width, sizeof *f->best);
	for (i = 0; i < n; i++)
		f->padded[i] = INT16_MIN;
}

static void
filter_release(struct filter *f)
{
	free(f->ring);
	free(f->padded);
	free(f->best);
}

/* The maxima along the bins of frame t, which has left the ring's row. */
static void
filter_put(struct filter *f, size_t t, const int16_t *level)
{
	int16_t *row = f->ring + t % f->n_ring * f->width;
	size_t i;

	memcpy(f->padded + f->bins, level, f->n_bins * sizeof *level);
	memcpy(row, f->padded, f->width * sizeof *row);
	for (i = 1; i <= 2 * f->bins; i++)
		row_max(row, f->padded + i, f->width);
}

/* The maxima of frames first..last, which are in the ring, into f->best. */
static void
filter_get(struct filter *f, size_t first, size_t last)
{
	size_t t;

	for (t = first; t <= last; t++)
		if (t == first)
			memcpy(f->best, f->ring + t % f->n_ring * f->width,
			    f->width * sizeof *f->best);
		else
			row_max(f->best, f->ring + t % f->n_ring * f->width,
			    f->width);
}

/* Every cell of frame t that is as loud as its neighbourhood. */
static void
take_peaks(struct seed_picker *s, size_t t, const int16_t *best, int clamp)
{
	const int16_t *level = s->level + t * s->n_bins;
	int threshold = (int)lrint(s->profile->floor_db * 10);
	int most, here;
	size_t i;

	for (i = 0; i < s->n_bins; i++) {
		here = level[i] > clamp ? level[i] : clamp;
		most = best[i] > clamp ? best[i] : clamp;
		if (here < most || here <= threshold)
			continue;
		s->peak = xgrow(
		    s->peak, &s->cap_peak, s->n_peak + 1, sizeof *s->peak);
		s->peak[s->n_peak++] = (struct peak) { .time = (uint32_t)t,
			.pitch = (uint16_t)i,
			.level = (int16_t)here };
	}
}

size_t
seed_end(struct seed_picker *s, struct peak **peaks)
{
	int clamp = to_level(s->top_db - (float)s->profile->range_db);
	size_t t, put = 0, n = s->n_level / s->n_bins, first, last;
	struct filter f;

	filter_init(&f, s);
	for (t = 0; t < n; t++) {
		first = t > f.frames ? t - f.frames : 0;
		last = t + f.frames < n ? t + f.frames : n - 1;
		for (; put <= last; put++)
			filter_put(&f, put, s->level + put * s->n_bins);
		filter_get(&f, first, last);
		take_peaks(s, t, f.best, clamp);
	}
	filter_release(&f);
	*peaks = s->peak;
	return s->n_peak;
}

void
seed_release(struct seed_picker *s)
{
	free(s->level);
	free(s->peak);
	*s = (struct seed_picker) { .profile = NULL };
}
