/*
 * look.h - places looked at closely: nominees become candidates
 *
 * On all processors, each recording decoded once.
 */

#ifndef LOOK_H
#define LOOK_H

#include <stddef.h>

#include "retrieval/candidate.h"
#include "retrieval/clip.h"
#include "retrieval/nominee.h"

/*
 * Write to out[i] the candidate of nominee i, with a score of 0 where nothing
 * is heard. Returns 0, or -1 when a segment is damaged.
 */
int look_at(const struct index *, const struct nominee *, size_t n,
    const struct clip *, struct candidate *out, unsigned threads);

/*
 * Votes may name the right recording, changed as the clip is, but a wrong place
 * in it: make each of n candidates, unless it is `placed`, that of the best place
 * that its recording's peaks tell (places.h). Returns 0, or -1.
 */
int look_for_places(
    struct candidate *, size_t n, const struct clip *, unsigned threads);

#endif
