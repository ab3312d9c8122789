/*
 * places.h - where in a recording a clip fits
 *
 * A search finds a recording by landmarks, and music repeats: the place whose
 * landmarks were found first need not be the best one. Where many single peaks
 * agree (tally.h), the clip is laid over the recording.
 */

#ifndef PLACES_H
#define PLACES_H

#include <stddef.h>

#include "retrieval/align.h"
#include "retrieval/clip.h"
#include "retrieval/coverage.h"
#include "retrieval/tally.h"

#define PLACES_MAX TALLY_PLACES

struct place {
	struct align at;
	struct coverage cover;
};

/*
 * The places of a recording for a clip that was changed as `like` says (its b
 * does not matter), best score first, max of them at most, which is at most
 * PLACES_MAX; two that are less than 50 ms apart are one. Returns how many.
 * Peaks are in order of time.
 */
size_t places(struct place *out, size_t max, const struct align *like,
    const struct clip *, const struct peak *rec, size_t n_rec);

#endif
