#include <stdlib.h>

#include "base/sg.h"
#include "retrieval/chance.h"

void
chance_add(struct chance *c, const struct candidate *at)
{
	c->list = xgrow(c->list, &c->cap, c->n + 1, sizeof *c->list);
	c->list[c->n++] = (struct chance_score) {
		.segment = at->segment,
		.row = at->row,
		.score = at->score,
	};
}

/* By recording, in any order of them, the best first. */
static int
order(const void *a, const void *b)
{
	const struct chance_score *x = a, *y = b;

	if (x->segment != y->segment)
		return (uintptr_t)x->segment < (uintptr_t)y->segment ? -1 : 1;
	if (x->row != y->row)
		return x->row < y->row ? -1 : 1;
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
		if (i == 0 || c->list[i].segment != c->list[i - 1].segment ||
		    c->list[i].row != c->list[i - 1].row)
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
