#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/sg.h"
#include "retrieval/sweep.h"

struct taken {
	size_t segment;
	uint32_t row, hits;
	uint32_t peaks;
	double more; /* hits than its length lets expect, standard deviations */
};

/* The hits of each row of a segment. */
static uint32_t *
count_hits(const struct vote *v, const struct segment *s, size_t segment)
{
	uint32_t rows = segment_recordings(s);
	uint32_t *n = xreallocarray(NULL, (size_t)rows + 1, sizeof *n), pos;
	struct vote_hit h;
	size_t i;

	memset(n, 0, ((size_t)rows + 1) * sizeof *n);
	for (i = v->begin[segment]; i < v->begin[segment + 1]; i++) {
		h = vote_hit(v, i);
		pos = (uint32_t)((h.delta + h.t) / v->profile->time_div);
		n[segment_rec_at(s, pos)]++;
	}
	return n;
}

/* The live recordings of a segment that have peaks. */
static int
list_rows(struct taken **t, size_t *n, size_t *cap, const struct index *ix,
    const struct vote *v, size_t segment)
{
	const struct segment *s = ix->segment[segment];
	uint32_t *hits = count_hits(v, s, segment), row;
	struct segment_rec rec;
	int r = 0;

	for (row = 0; row < segment_recordings(s) && r == 0; row++) {
		if (segment_dead(s, row))
			continue;
		if ((r = segment_rec(s, row, &rec)) < 0 || rec.n_peaks == 0)
			continue;
		*t = xgrow(*t, cap, *n + 1, sizeof **t);
		(*t)[(*n)++] = (struct taken) {
			.segment = segment,
			.row = row,
			.hits = hits[row],
			.peaks = rec.n_peaks,
		};
	}
	free(hits);
	return r;
}

static int
order(const void *a, const void *b)
{
	const struct taken *x = a, *y = b;

	if (x->more != y->more)
		return x->more > y->more ? -1 : 1;
	if (x->segment != y->segment)
		return x->segment < y->segment ? -1 : 1;
	return (x->row > y->row) - (x->row < y->row);
}

static void
rank(struct taken *t, size_t n)
{
	double hits = 0, peaks = 0, expected;
	size_t i;

	for (i = 0; i < n; i++) {
		hits += t[i].hits;
		peaks += t[i].peaks;
	}
	for (i = 0; i < n; i++) {
		expected = (hits + 1) * t[i].peaks / peaks;
		t[i].more = (t[i].hits - expected) / sqrt(expected);
	}
	if (n > 1)
		qsort(t, n, sizeof *t, order);
}

int
sweep(const struct index *ix, const struct vote *v, const struct clip *clip,
    struct peak_cache *cache, struct shortlist *list, struct chance *chance)
{
	struct taken *t = NULL;
	struct candidate c, best;
	size_t n = 0, cap = 0, i;
	uint64_t peaks = 0;
	int r = 0;

	for (i = 0; i < ix->n_segment && r == 0; i++)
		r = list_rows(&t, &n, &cap, ix, v, i);
	rank(t, n);
	for (i = 0; i < n && r == 0; i++) {
		if ((peaks += t[i].peaks) > SWEEP_PEAKS)
			break;
		if ((r = candidate_whole(
			 &c, ix->segment[t[i].segment], t[i].row)) < 0)
			break;
		r = candidate_places(&c, clip, cache, &best, 1) < 0 ? -1 : 0;
		if (r < 0 || best.score <= 0)
			continue;
		best.placed = true;
		shortlist_keep(list, &best);
		if (chance != NULL)
			chance_add(chance, &best);
	}
	free(t);
	return r;
}
