#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/sg.h"
#include "retrieval/places.h"

/* Grid units; a cell is 32 ms, and a delta counts with its neighbour's. */
enum {
	CELL = 16,
	PITCH_REACH = 6
};

struct cells {
	uint32_t *count;
	double from; /* the delta where the first begins */
	size_t n;
};

static int
pitch_order(const void *a, const void *b)
{
	const struct peak *p = a, *q = b;

	if (p->pitch != q->pitch)
		return p->pitch < q->pitch ? -1 : 1;
	return (p->time > q->time) - (p->time < q->time);
}

/* The first of the peaks, in order of pitch, that is not below the pitch. */
static size_t
first_of_pitch(const struct peak *p, size_t n, double pitch)
{
	size_t lo = 0, hi = n, mid;

	while (lo < hi) {
		mid = (lo + hi) / 2;
		if (p[mid].pitch < pitch)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

/* Every pair of one pitch counts for its delta. */
static void
count_deltas(struct cells *c, const struct align *like, const struct peak *clip,
    size_t n_clip, const struct peak *rec, size_t n_rec)
{
	struct peak *p = xreallocarray(NULL, n_clip, sizeof *p);
	double pitch;
	size_t i, k;

	memcpy(p, clip, n_clip * sizeof *p);
	qsort(p, n_clip, sizeof *p, pitch_order);
	for (i = 0; i < n_rec; i++) {
		pitch = rec[i].pitch + like->c;
		k = first_of_pitch(p, n_clip, pitch - PITCH_REACH);
		for (; k < n_clip && p[k].pitch <= pitch + PITCH_REACH; k++)
			c->count[(size_t)(rec[i].time - like->a * p[k].time -
					  c->from) /
				 CELL]++;
	}
	free(p);
}

/* The cells where most agree, best first; neighbours are one. */
static size_t
best_cells(const struct cells *c, size_t *best, size_t max)
{
	uint32_t score[PLACES_MAX] = { 0 }, s;
	size_t n = 0, i, k;

	for (i = 0; i + 1 < c->n; i++) {
		s = c->count[i] + c->count[i + 1];
		if (s < 3 || (n == max && s <= score[n - 1]))
			continue;
		for (k = 0; k < n && best[k] + 2 < i;)
			k++;
		if (k < n && score[k] >= s)
			continue;
		if (k == n)
			k = n < max ? n++ : n - 1;
		for (; k > 0 && score[k - 1] < s; k--) {
			score[k] = score[k - 1];
			best[k] = best[k - 1];
		}
		score[k] = s;
		best[k] = i;
	}
	return n;
}

static int
score_order(const void *a, const void *b)
{
	const struct place *p = a, *q = b;

	if (p->cover.score != q->cover.score)
		return p->cover.score > q->cover.score ? -1 : 1;
	return (p->at.b > q->at.b) - (p->at.b < q->at.b);
}

size_t
places(struct place *out, size_t max, const struct align *like,
    const struct clip *clip, const struct peak *rec, size_t n_rec)
{
	const struct peak *p = clip->fp.peak;
	size_t n_clip = clip->fp.n_peak, cell[PLACES_MAX], found, n = 0, i, k;
	struct cells c;
	double reach;

	if (n_clip == 0 || n_rec == 0)
		return 0;
	reach = like->a * p[n_clip - 1].time;
	c.from = -reach - CELL;
	c.n = (size_t)((rec[n_rec - 1].time + reach) / CELL) + 4;
	c.count = xreallocarray(NULL, c.n, sizeof *c.count);
	memset(c.count, 0, c.n * sizeof *c.count);
	count_deltas(&c, like, p, n_clip, rec, n_rec);
	found = best_cells(&c, cell, max);
	free(c.count);
	for (i = 0; i < found; i++) {
		out[n].at = *like;
		out[n].at.b = c.from + CELL * (double)(cell[i] + 1);
		align(&out[n].at, p, n_clip, rec, n_rec);
		coverage(&out[n].cover, &out[n].at, clip, rec, n_rec);
		for (k = 0; k < n && fabs(out[k].at.b - out[n].at.b) > 25;)
			k++;
		if (k == n)
			n++;
		else if (out[n].cover.score > out[k].cover.score)
			out[k] = out[n];
	}
	if (n > 1)
		qsort(out, n, sizeof *out, score_order);
	return n;
}
