#include <math.h>

#include "retrieval/evalue.h"

/*
 * The tail begins where at most this many windows are left: enough for a slope
 * within 10 %, few enough that the bulk, which is no geometric, is left out.
 */
enum {
	TAIL_WINDOWS = 200
};

void
evalue_fit(struct evalue_tail *t, const uint64_t *score_count, size_t n)
{
	double excess = 0, above = 0;
	size_t s = n, from = n;

	/* downwards from the best score until the tail is large enough */
	while (s > 1) {
		s--;
		if (above > 0 && above + (double)score_count[s] > TAIL_WINDOWS)
			break;
		excess += above; /* all above are one point further away */
		above += (double)score_count[s];
		from = s;
		if (from == 1)
			break;
	}
	/* one window more, one point beyond: few windows must not look like
	 * certainty, none at all still fall by half a point of score */
	t->count = above + 1;
	t->from = (double)from;
	t->slope = log1p((above + 1) / (excess + 1));
}

double
evalue(const struct evalue_tail *t, double score, double tests)
{
	return tests * t->count * exp(-t->slope * (score - t->from));
}
