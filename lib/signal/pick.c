#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/cpu.h"
#include "base/sg.h"
#include "signal/pick.h"

struct pick_pending {
	struct peak peak;
	float power;
	uint16_t band;
};

enum {
	BLOCK = 16 /* bins that scan() looks at together */
};

void
pick_init(struct picker *p, const struct profile *pr)
{
	size_t cells;

	*p = (struct picker) {
		.profile = pr,
		.bin = profile_bin_first(pr),
		.n_bin = profile_bin_last(pr) - profile_bin_first(pr) + 1,
		.n_row = 2 * pr->near_frames + 1,
	};
	p->width = (p->n_bin + BLOCK - 1) / BLOCK * BLOCK;
	cells = (size_t)p->n_row * p->width;
	p->power = xreallocarray(NULL, cells, sizeof *p->power);
	memset(p->power, 0, cells * sizeof *p->power);
	maximum_init(&p->maximum, p->width, pr->near_frames, pr->near_bins);
	rank_init(&p->rank, pr->bands, pr->rank_frames * pr->time_div);
	/* a sine of full scale has |X| = window / 4 under a Hann window */
	p->floor =
	    (float)(pow(10, pr->floor_db / 10) * pr->window * pr->window / 16);
	p->rise = (float)pow(10, pr->rise_db / 10);
}

static float *
row(const struct picker *p, uint32_t frame)
{
	return p->power + (size_t)(frame % p->n_row) * p->width;
}

/* Is the cell the first in (frame, bin) among equals in its neighbourhood? */
static bool
is_first(struct picker *p, uint32_t frame, uint32_t first, uint32_t bin)
{
	uint32_t near = p->profile->near_bins, t, b, last;
	const float *x, v = row(p, frame)[bin];

	for (t = first; t <= frame; t++) {
		x = row(p, t);
		last = t < frame ? bin + near : bin - 1;
		for (b = bin > near ? bin - near : 0; b <= last && b < p->n_bin;
		     b++)
			if (x[b] >= v)
				return false;
	}
	return true;
}

static double
db(const struct picker *p, float power)
{
	double scale = p->profile->window / 4.;

	return 10 * log10((double)power / (scale * scale) + 1e-30);
}

/* Where the parabola through three equidistant levels has its top, -0.5..0.5. */
static double
parabola(double before, double at, double after)
{
	double curve = before - 2 * at + after;

	return curve < 0 ? 0.5 * (before - after) / curve : 0;
}

static void
add(struct picker *p, uint32_t frame, uint32_t bin)
{
	const struct profile *pr = p->profile;
	const float *x = row(p, frame);
	double level = db(p, x[bin]), t, hz;
	struct pick_pending c = { .power = x[bin] };
	size_t i;

	hz = bin + p->bin +
	     parabola(db(p, x[bin - 1]), level, db(p, x[bin + 1]));
	hz *= (double)pr->rate / pr->window;
	t = frame + parabola(db(p, row(p, frame - 1)[bin]), level,
			db(p, row(p, frame + 1)[bin]));
	c.peak.time = (uint32_t)lrint(t * pr->time_div);
	c.peak.pitch = (uint16_t)profile_pitch(pr, hz);
	c.peak.level = (int16_t)lrint(level * 10);
	c.band = (uint16_t)(c.peak.pitch * pr->bands / (pr->pitch_max + 1));
	p->pending = xgrow(
	    p->pending, &p->cap_pending, p->n_pending + 1, sizeof *p->pending);
	/* fractions may put it before the last ones */
	for (i = p->n_pending++;
	     i > p->next && peak_order(&p->pending[i - 1].peak, &c.peak) > 0;
	     i--)
		p->pending[i] = p->pending[i - 1];
	p->pending[i] = c;
	rank_put(&p->rank, c.band, c.peak.time, c.power);
}

/* Is the cell above the quietest of its bin by the profile's rise? */
static bool
rises(const struct picker *p, float v, uint32_t first, uint32_t last,
    uint32_t bin)
{
	float quiet = v, x;
	uint32_t t;

	for (t = first; t <= last; t++) {
		x = row(p, t)[bin];
		quiet = quiet < x ? quiet : x;
	}
	return v >= quiet * p->rise;
}

/* Has the block a cell above the floor that none in reach is above? */
static inline bool
any_peak(const float *x, const float *highest, float floor)
{
	int i, any = 0;

#pragma omp simd reduction(| : any)
	for (i = 0; i < BLOCK; i++)
		any |= (x[i] >= highest[i]) & (x[i] > floor);
	return any != 0;
}

/* The peaks of a frame; highest are the maxima around its cells. */
CPU_CLONES static void
scan(struct picker *p, uint32_t frame, const float *highest)
{
	uint32_t near = p->profile->near_frames, first, last, block, b;
	const float *x = row(p, frame);

	first = frame > near ? frame - near : 0;
	last = frame + near < p->n_frame ? frame + near : p->n_frame - 1;
	/* a frame has two or three peaks */
	for (block = 0; block < p->width; block += BLOCK) {
		if (!any_peak(x + block, highest + block, p->floor))
			continue;
		for (b = block; b < block + BLOCK; b++)
			if (x[b] >= highest[b] && x[b] > p->floor && b > 0 &&
			    b + 1 < p->n_bin &&
			    rises(p, x[b], first, last, b) &&
			    is_first(p, frame, first, b))
				add(p, frame, b);
	}
}

/* Scan the next frame, whose neighbourhood is complete. */
static void
advance(struct picker *p, const float *highest)
{
	uint32_t frame = p->seen++;

	/* the first and the last frame have no two neighbours */
	if (frame > 0 && frame < p->n_frame - 1)
		scan(p, frame, highest);
}

void
pick_put(struct picker *p, const float *power)
{
	float *x = row(p, p->n_frame);
	const float *highest;

	memcpy(x, power, p->n_bin * sizeof *power);
	highest = maximum_put(&p->maximum, x);
	if (p->n_frame++ >= p->profile->near_frames)
		advance(p, highest);
}

void
pick_end(struct picker *p)
{
	uint32_t near = p->profile->near_frames, after;
	const float *highest;

	for (after = 0; after < near; after++) {
		highest = maximum_put(&p->maximum, NULL);
		if (p->n_frame + after >= near)
			advance(p, highest);
	}
	p->seen = UINT32_MAX;
}

/* Drop what has its rank. */
static void
forget(struct picker *p)
{
	if (p->next < 256)
		return;
	p->n_pending -= p->next;
	memmove(p->pending, p->pending + p->next,
	    p->n_pending * sizeof *p->pending);
	p->next = 0;
}

bool
pick_next(struct picker *p, struct peak *out)
{
	const struct profile *pr = p->profile;
	const struct pick_pending *c;

	forget(p);
	while (p->next < p->n_pending) {
		c = &p->pending[p->next];
		*out = c->peak;
		/* half a frame of fraction on both sides */
		if (p->seen != UINT32_MAX &&
		    out->time / pr->time_div + pr->rank_frames + 2 > p->seen)
			return false;
		p->next++;
		out->rank =
		    (uint16_t)rank_of(&p->rank, c->band, out->time, c->power);
		if (out->rank < pr->peak_rank)
			return true;
	}
	return false;
}

void
pick_release(struct picker *p)
{
	maximum_release(&p->maximum);
	rank_release(&p->rank);
	free(p->power);
	free(p->pending);
	*p = (struct picker) { 0 };
}
