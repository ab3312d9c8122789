/*
 * align.h - a recording's peaks laid over a clip's, as exactly as they fit
 *
 *	recording  .  x    .x   .  x        time' = a * time + b
 *	              |     |      |        pitch' = pitch - c
 *	clip          x  .  x   .  x
 *
 * Each peak of the recording goes to the nearest of the clip; a line through
 * the pairs gives a better map; again, with less tolerance: Besl and McKay's
 * iterated closest point (IEEE PAMI 14:2, 1992) for two scales and two shifts.
 */

#ifndef ALIGN_H
#define ALIGN_H

#include <stddef.h>

#include "signal/peak.h"
#include "signal/profile.h"

struct align {
	double a, b; /* time, grid units */
	double c;    /* pitch, grid units: how much higher the clip is */
};

/* The map that a candidate's figures name: sg-match(1), the columns. */
struct align align_of(
    const struct profile *, double offset_s, double speed, double pitch);

/* At the end a peak is heard where one lies within this ellipse, grid units. */
#define ALIGN_TIME  8.0 /* 16 ms */
#define ALIGN_PITCH 7.0 /* 1/110 octave */

/*
 * Improve *at, which must be nearly right: within 60 ms and 1.5 %. Peaks are
 * in order of time. What fits too few peaks to tell stays as it was.
 */
void align(struct align *at, const struct peak *clip, size_t n_clip,
    const struct peak *rec, size_t n_rec);

/*
 * Walks over the peaks of a recording that lie under a clip: begin with
 * align_first, and ask for each in order of time.
 */
struct align_walk {
	const struct align *at;
	const struct peak *clip;
	size_t n_clip, from; /* peaks before `from` lie too far back */
};

/* The first peak of the recording at or after the clip's time. */
size_t align_first(const struct align *, double clip_time,
    const struct peak *rec, size_t n_rec);

/*
 * The clip's peak nearest to where the recording's belongs, within the
 * ellipse of the tolerances, and its squared distance as a share of that; NULL
 * when there is none.
 */
const struct peak *align_nearest(struct align_walk *, const struct peak *rec,
    double tol_time, double tol_pitch, double *distance);

#endif
