/*
 * evalue.h - how many windows as good chance would give
 *
 * The scores of the reversed query (query.h) are what chance gives for this
 * clip in this index: same pitches, intervals and rhythm, nothing to find. The
 * number of its windows that reach a score falls geometrically; the tail is
 * fitted above a threshold (maximum likelihood of a geometric excess, as in
 * Karlin and Altschul's significance of sequence scores, PNAS 87, 1990, but
 * with the constants from the data) and continued to the score in question.
 */

#ifndef EVALUE_H
#define EVALUE_H

#include <stddef.h>
#include <stdint.h>

struct evalue_tail {
	double count; /* windows at or above the threshold */
	double from;  /* the threshold */
	double slope; /* natural log of the fall per point of score, > 0 */
};

/* score_count[s]: how many windows of the reversed query scored s. */
void evalue_fit(struct evalue_tail *, const uint64_t *score_count, size_t n);

/*
 * Expected number of windows with this score or more, by chance, in as many
 * tests as the search made: every warp is another chance.
 */
double evalue(const struct evalue_tail *, double score, double tests);

#endif
