/*
 * coverage.h - how much of a recording is heard in a clip laid over it
 *
 *	recording's peaks under the clip   x  x x   x  x  x x   x x  x
 *	the clip has one there             .  . *   *  *  . *   * .  .
 *	weight                             -  - +   +  +  - +   + -  -
 *	                                        |<- the stretch ->|
 *
 * A peak that is heard counts the more the less it had to be expected by
 * chance; one that is not heard counts a little against. The score is that of
 * the best stretch: Karlin and Altschul's maximal segment score (PNAS 87, 1990),
 * whose tail among unrelated sequences falls exponentially.
 */

#ifndef COVERAGE_H
#define COVERAGE_H

#include <stddef.h>

#include "retrieval/align.h"
#include "retrieval/clip.h"

struct coverage {
	double score;        /* nats; 0 when nothing is heard */
	double from, to;     /* first and last peak heard, times of the clip */
	size_t heard, peaks; /* of the recording, in that stretch */
};

void coverage(struct coverage *, const struct align *, const struct clip *,
    const struct peak *rec, size_t n_rec);

#endif
