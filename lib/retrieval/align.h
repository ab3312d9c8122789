/*
 * align.h - a clip's peaks laid over a recording's, as exactly as they fit
 *
 *	recording  .  x    .x   .  x        time' = a * time + b
 *	              |     |      |        pitch' = pitch - c
 *	clip          x  .  x   .  x
 *
 * Each peak of the clip goes to the nearest of the recording; a line through
 * the pairs gives a better map; again, with less tolerance: Besl and McKay's
 * iterated closest point (IEEE PAMI 14:2, 1992) for two scales and two shifts.
 */

#ifndef ALIGN_H
#define ALIGN_H

#include <stddef.h>

#include "signal/peak.h"

struct align {
	double a, b;  /* time, grid units */
	double c;     /* pitch, grid units: how much higher the clip is */
	size_t pairs; /* peaks of the clip that have one in the recording */
};

/*
 * Improve *at, which must be nearly right: within 60 ms and 1.5 %. Peaks are
 * in order of time. What fits too few peaks to tell stays as it was.
 */
void align(struct align *at, const struct peak *clip, size_t n_clip,
    const struct peak *rec, size_t n_rec);

/*
 * How far the agreement reaches beyond *from and *to, times of the clip: as
 * long as ALIGN_RUN peaks within `reach` have one in the recording, of which
 * the last one is the new end. Moves both outwards, never inwards.
 */
#define ALIGN_RUN 3
void align_extend(const struct align *at, const struct peak *clip,
    size_t n_clip, const struct peak *rec, size_t n_rec, double reach,
    double *from, double *to);

#endif
