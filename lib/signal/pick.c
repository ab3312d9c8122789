#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/sg.h"
#include "signal/pick.h"

struct pick_pending {
	struct peak peak;
	float power;
	uint16_t band;
};

static float *
alloc_rows(uint32_t n_row, uint32_t n_bin)
{
	return xreallocarray(NULL, (size_t)n_row * n_bin, sizeof(float));
}

void
pick_init(struct picker *p, const struct profile *pr)
{
	*p = (struct picker) {
		.profile = pr,
		.bin = profile_bin_first(pr),
		.n_bin = profile_bin_last(pr) - profile_bin_first(pr) + 1,
		.n_row = 2 * pr->near_frames + 1,
	};
	p->power = alloc_rows(p->n_row, p->n_bin);
	p->widest = alloc_rows(p->n_row, p->n_bin);
	p->pad = alloc_rows(1, p->n_bin + 4 * pr->near_bins);
	/* a sine of full scale has |X| = window / 4 under a Hann window */
	p->floor =
	    (float)(pow(10, pr->floor_db / 10) * pr->window * pr->window / 16);
	p->rise = (float)pow(10, pr->rise_db / 10);
}

static float *
row(float *rows, const struct picker *p, uint32_t frame)
{
	return rows + (size_t)(frame % p->n_row) * p->n_bin;
}

/*
 * out[i] = maximum of x[i - near .. i + near], by doubling: m holds maxima of
 * `span` neighbours, and two overlapping ones make any length in between.
 */
static void
row_max(struct picker *p, const float *x, float *out)
{
	uint32_t near = p->profile->near_bins, width = 2 * near + 1, span;
	size_t i, n = p->n_bin + 2 * near;
	float *m = p->pad;

	for (i = 0; i < near; i++)
		m[i] = m[near + p->n_bin + i] = 0;
	memcpy(m + near, x, p->n_bin * sizeof *x);
	for (span = 1; 2 * span <= width; span *= 2)
		for (i = 0; i + span < n; i++)
			m[i] = m[i] > m[i + span] ? m[i] : m[i + span];
	for (i = 0; i < p->n_bin; i++)
		out[i] =
		    m[i] > m[i + width - span] ? m[i] : m[i + width - span];
}

/* Is the cell the first in (frame, bin) among equals in its neighbourhood? */
static bool
is_first(struct picker *p, uint32_t frame, uint32_t first, uint32_t bin)
{
	uint32_t near = p->profile->near_bins, t, b, last;
	const float *x, v = row(p->power, p, frame)[bin];

	for (t = first; t <= frame; t++) {
		x = row(p->power, p, t);
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
	const float *x = row(p->power, p, frame);
	double level = db(p, x[bin]), t, hz;
	struct pick_pending c = { .power = x[bin] };
	size_t i;

	hz = bin + p->bin +
	     parabola(db(p, x[bin - 1]), level, db(p, x[bin + 1]));
	hz *= (double)pr->rate / pr->window;
	t = frame + parabola(db(p, row(p->power, p, frame - 1)[bin]), level,
			db(p, row(p->power, p, frame + 1)[bin]));
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
}

/* Is the cell the loudest of its neighbourhood, and above the quietest? */
static bool
is_peak(struct picker *p, uint32_t frame, uint32_t first, uint32_t last,
    uint32_t bin)
{
	float v = row(p->power, p, frame)[bin], quiet = v, x;
	uint32_t t;

	for (t = first; t <= last; t++)
		if (row(p->widest, p, t)[bin] > v)
			return false;
	for (t = first; t <= last; t++) {
		x = row(p->power, p, t)[bin];
		quiet = quiet < x ? quiet : x;
	}
	return v >= quiet * p->rise && is_first(p, frame, first, bin);
}

/* The peaks of one frame, whose neighbours from first to last are there. */
static void
scan(struct picker *p, uint32_t frame, uint32_t first, uint32_t last)
{
	const float *x = row(p->power, p, frame);
	const float *w = row(p->widest, p, frame);
	uint32_t b;

	/* one cell in twenty is the loudest of its own frame's neighbours */
	for (b = 1; b + 1 < p->n_bin; b++)
		if (x[b] >= w[b] && x[b] > p->floor &&
		    is_peak(p, frame, first, last, b))
			add(p, frame, b);
}

/* Scan the frames whose neighbourhood is complete; all when `end`. */
static void
advance(struct picker *p, bool end)
{
	uint32_t near = p->profile->near_frames, first, last;

	for (; p->seen < p->n_frame; p->seen++) {
		last = p->seen + near;
		if (last >= p->n_frame) {
			if (!end)
				return;
			last = p->n_frame - 1;
		}
		first = p->seen > near ? p->seen - near : 0;
		/* the first and the last frame have no two neighbours */
		if (p->seen > 0 && p->seen < p->n_frame - 1)
			scan(p, p->seen, first, last);
	}
}

void
pick_put(struct picker *p, const float *power)
{
	memcpy(row(p->power, p, p->n_frame), power, p->n_bin * sizeof *power);
	row_max(p, power, row(p->widest, p, p->n_frame));
	p->n_frame++;
	advance(p, false);
}

void
pick_end(struct picker *p)
{
	advance(p, true);
	p->seen = UINT32_MAX;
}

/* Louder peaks in the band, near in time. */
static uint32_t
rank(const struct picker *p, size_t i)
{
	const struct pick_pending *a = p->pending, *c = a + i;
	uint32_t reach = p->profile->rank_frames * p->profile->time_div;
	uint32_t n = 0;
	size_t j;

	for (j = i; j-- > 0 && c->peak.time - a[j].peak.time <= reach;)
		n += a[j].band == c->band && a[j].power > c->power;
	for (j = i + 1;
	     j < p->n_pending && a[j].peak.time - c->peak.time <= reach; j++)
		n += a[j].band == c->band && a[j].power > c->power;
	return n;
}

/* Drop what lies too far back to count in a rank. */
static void
forget(struct picker *p)
{
	uint32_t reach = p->profile->rank_frames * p->profile->time_div;
	size_t i;

	if (p->next < 1024)
		return;
	for (i = 0; i < p->next && p->pending[i].peak.time + reach <
				       p->pending[p->next - 1].peak.time;)
		i++;
	p->n_pending -= i;
	p->next -= i;
	memmove(p->pending, p->pending + i, p->n_pending * sizeof *p->pending);
}

bool
pick_next(struct picker *p, struct peak *out)
{
	const struct profile *pr = p->profile;
	uint32_t n;

	forget(p);
	while (p->next < p->n_pending) {
		*out = p->pending[p->next].peak;
		/* half a frame of fraction on both sides */
		if (p->seen != UINT32_MAX &&
		    out->time / pr->time_div + pr->rank_frames + 2 > p->seen)
			return false;
		n = rank(p, p->next++);
		out->rank = (uint16_t)n;
		if (n < pr->peak_rank)
			return true;
	}
	return false;
}

void
pick_release(struct picker *p)
{
	free(p->power);
	free(p->widest);
	free(p->pad);
	free(p->pending);
	*p = (struct picker) { 0 };
}
