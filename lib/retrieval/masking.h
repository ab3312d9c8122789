/*
 * masking.h - is a recording's peak to be heard in what else is there?
 *
 * Of two sounds the louder one makes the peaks. A peak that would stand above
 * all that the clip has around it must be heard, if the recording is in it; one
 * that would lie far below is not, and that says nothing.
 */

#ifndef MASKING_H
#define MASKING_H

#include <stddef.h>
#include <stdint.h>

#include "signal/peak.h"
#include "signal/profile.h"

/* How far around it a peak is masked, by pitch: for any thread. */
struct masking {
	uint16_t *low,
	    *high; /* pitches, for each MASKING_STEP of them; owned */
	uint32_t n;
};

#define MASKING_STEP 16 /* grid units */

void masking_init(struct masking *, const struct profile *);
void masking_release(struct masking *);

struct masking_walk { /* over a clip's peaks, in order of time */
	const struct masking *around;
	const struct peak *clip;
	size_t n_clip, from; /* from: 0 at first */
};

/*
 * The share of such peaks that are heard, where the recording is: of a peak that
 * would have this level, in 0.1 dB, at this place of the clip, on the grid.
 * Times come in ascending order. itself is the clip's peak that it may be, or
 * NULL.
 */
double masking_expected(struct masking_walk *, double time, double pitch,
    double level, const struct peak *itself);

#endif
