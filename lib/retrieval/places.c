#include <math.h>
#include <stdlib.h>

#include "retrieval/places.h"
#include "retrieval/tally.h"

enum {
	PITCH_REACH = 6,
	PAIRS_LEAST = 2, /* more of them are a place */
	BEHIND = 3,      /* a place of so many times fewer is not the better */
	SAME = 25        /* grid units: 50 ms */
};

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
	struct tally_place best[PLACES_MAX];
	struct tally_cells cells = { 0 };
	size_t found, n = 0, i, k;
	struct tally tally;

	if (clip->fp.n_peak == 0 || n_rec == 0)
		return 0;
	tally_init(&tally, like, clip, PITCH_REACH);
	tally_count(&tally, &cells, rec, n_rec);
	found = tally_best(&cells, PAIRS_LEAST, best, max);
	free(cells.count);
	tally_release(&tally);
	for (i = 0; i < found && best[i].pairs >= best[0].pairs / BEHIND; i++) {
		out[n].at = *like;
		out[n].at.b = best[i].delta;
		align(&out[n].at, p, clip->fp.n_peak, rec, n_rec);
		coverage(&out[n].cover, &out[n].at, clip, rec, n_rec);
		for (k = 0; k < n && fabs(out[k].at.b - out[n].at.b) > SAME;)
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
