#include <math.h>
#include <stdlib.h>

#include "retrieval/evalue.h"

/*
 * The tail is the best eighth of the scores, within these limits. The best
 * tenth of that counts as if it had only reached what is below it: music that
 * is much the same backwards finds itself, which is no chance.
 */
enum {
	TAIL_SHARE = 8,
	TAIL_MIN = 10,
	TAIL_MAX = 200,
	CENSORED_SHARE = 10
};

/* What is known before a score was seen, and how many scores it is worth. */
static const double slope_prior = 0.5, weight_prior = 10;

/* Hardly a clip has a flatter tail. */
static const double slope_least = 0.3;

static int
descending(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return (*x < *y) - (*x > *y);
}

void
evalue_fit(struct evalue_tail *t, double *score, size_t n)
{
	size_t k = n / TAIL_SHARE, censored, i;
	double excess = 0, from;

	if (n > 1)
		qsort(score, n, sizeof *score, descending);
	if (k < TAIL_MIN)
		k = TAIL_MIN;
	if (k > TAIL_MAX)
		k = TAIL_MAX;
	if (k > n)
		k = n;
	censored = (k + CENSORED_SHARE - 1) / CENSORED_SHARE;
	from = k < n ? score[k] : 0;
	for (i = 0; i < k; i++)
		excess +=
		    score[i < censored && censored < k ? censored : i] - from;
	t->count = (double)k + 1;
	t->from = from;
	t->slope = ((double)(k - censored) + weight_prior) /
		   (excess + weight_prior / slope_prior);
}

void
evalue_guess(struct evalue_tail *t, double n)
{
	*t = (struct evalue_tail) { .count = n + 1, .slope = slope_least };
}

double
evalue(const struct evalue_tail *t, double score, double tests)
{
	return tests * t->count * exp(-t->slope * (score - t->from));
}
