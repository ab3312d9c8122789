#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/sg.h"
#include "retrieval/sweep.h"

struct choice { /* a live row that has peaks */
	struct sweep_row at;
	uint32_t peaks, hits;
	double more; /* hits than its length lets expect, standard deviations */
};

/* `more` in steps, and the most that is told apart. */
enum {
	STEPS = 2048
};
static const double step = 1. / 32, most = STEPS / 2. / 32;

/* The hits of each row of a segment. */
static uint32_t *
count_hits(const struct vote *v, const struct segment *s, size_t segment)
{
	uint32_t rows = segment_recordings(s), row = 0, pos;
	uint32_t *n = xreallocarray(NULL, (size_t)rows + 1, sizeof *n);
	struct vote_hit h;
	size_t i;

	memset(n, 0, ((size_t)rows + 1) * sizeof *n);
	for (i = v->begin[segment]; i < v->begin[segment + 1]; i++) {
		h = vote_hit(v, i);
		pos = (uint32_t)((h.delta + h.t) / v->profile->time_div);
		row = segment_rec_near(s, pos, row);
		n[row]++;
	}
	return n;
}

static struct choice *
list_choices(const struct index *ix, const struct vote *v, size_t *n)
{
	struct choice *list = NULL;
	uint32_t row, rows, peaks, *hits;
	const struct segment *s;
	size_t cap = 0, i;

	for (*n = i = 0; i < ix->n_segment; i++) {
		s = ix->segment[i];
		rows = segment_recordings(s);
		hits = count_hits(v, s, i);
		list = xgrow(list, &cap, *n + rows, sizeof *list);
		for (row = 0; row < rows; row++) {
			peaks = segment_row_peaks(s, row);
			if (peaks > 0 && !segment_dead(s, row))
				list[(*n)++] =
				    (struct choice) { { (uint32_t)i, row },
					    peaks, hits[row], 0 };
		}
		free(hits);
	}
	return list;
}

static size_t
step_of(const struct choice *c)
{
	return (
	    size_t)((fmin(fmax(c->more, -most), most - step) + most) / step);
}

/*
 * The lowest step of those that are taken: all of them but for, in the lowest,
 * the first *left peaks.
 */
static size_t
lowest_step(struct choice *c, size_t n, uint64_t peaks, uint64_t *left)
{
	uint64_t in[STEPS] = { 0 };
	double hits = 0, all = 0, expected;
	size_t i, k;

	for (i = 0; i < n; i++) {
		hits += c[i].hits;
		all += c[i].peaks;
	}
	for (i = 0; i < n; i++) {
		expected = (hits + 1) * c[i].peaks / all;
		c[i].more = (c[i].hits - expected) / sqrt(expected);
		in[step_of(&c[i])] += c[i].peaks;
	}
	for (k = STEPS - 1; k > 0 && in[k] <= peaks; k--)
		peaks -= in[k];
	*left = peaks;
	return k;
}

void
sweep_choose(struct sweep *s, const struct index *ix, const struct vote *v,
    uint64_t peaks)
{
	struct choice *c;
	size_t n, low, k, i;
	uint64_t left;

	c = list_choices(ix, v, &n);
	low = lowest_step(c, n, peaks, &left);
	s->row = xreallocarray(NULL, n + 1, sizeof *s->row);
	for (s->n = i = 0; i < n; i++) {
		if ((k = step_of(&c[i])) < low)
			continue;
		if (k == low) {
			if (c[i].peaks > left)
				continue;
			left -= c[i].peaks;
		}
		s->row[s->n++] = c[i].at;
	}
	free(c);
}

void
sweep_release(struct sweep *s)
{
	free(s->row);
	s->row = NULL;
}
