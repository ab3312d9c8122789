/*
 * evalue.h - how many recordings as good chance would give
 *
 * The scores that recordings reach for the clip backwards (clip.h) are what
 * chance gives for this clip in this index: same pitches, intervals and rhythm,
 * nothing to find. Their tail falls exponentially; it is fitted above a
 * threshold, as in Karlin and Altschul's significance of sequence scores
 * (PNAS 87, 1990) but with the constants from the data, and continued to the
 * score in question.
 */

#ifndef EVALUE_H
#define EVALUE_H

#include <stddef.h>

struct evalue_tail {
	double count; /* recordings at or above the threshold */
	double from;  /* the threshold */
	double slope; /* natural log of the fall per point of score, > 0 */
};

/*
 * The best score of each of n recordings, in any order; sorts them. Few or no
 * scores leave a slope that is known beforehand.
 */
void evalue_fit(struct evalue_tail *, double *score, size_t n);

/*
 * What is known of n recordings beforehand, on the safe side: for those who need
 * to know only whether a candidate is beyond doubt.
 */
void evalue_guess(struct evalue_tail *, double n);

/*
 * Expected number of recordings with this score or more, by chance, in as many
 * tests as the search made: every warp is another chance.
 */
double evalue(const struct evalue_tail *, double score, double tests);

#endif
