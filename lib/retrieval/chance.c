#include <stdlib.h>

#include "base/sg.h"
#include "retrieval/chance.h"

void
chance_add(struct chance *c, size_t segment, uint32_t row, double score)
{
	c->list = xgrow(c->list, &c->cap, c->n + 1, sizeof *c->list);
	c->list[c->n++] = (struct chance_score) {
		.recording = (uint64_t)segment << 32 | row,
		.score = score,
	};
}

/* By recording, the best first. */
static int
order(const void *a, const void *b)
{
	const struct chance_score *x = a, *y = b;

	if (x->recording != y->recording)
		return x->recording < y->recording ? -1 : 1;
	return (x->score < y->score) - (x->score > y->score);
}

void
chance_fit(struct chance *c, struct evalue_tail *tail)
{
	double *best = xreallocarray(NULL, c->n + 1, sizeof *best);
	size_t n = 0, i;

	if (c->n > 1)
		qsort(c->list, c->n, sizeof *c->list, order);
	for (i = 0; i < c->n; i++)
		if (i == 0 || c->list[i].recording != c->list[i - 1].recording)
			best[n++] = c->list[i].score;
	evalue_fit(tail, best, n);
	free(best);
}

void
chance_release(struct chance *c)
{
	free(c->list);
	*c = (struct chance) { 0 };
}
