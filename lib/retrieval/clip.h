/*
 * clip.h - a clip as a search sees it, and the same clip backwards
 *
 * Backwards it has its pitches, intervals and rhythm, but nothing sounds like
 * it on purpose: what a search finds for it is what chance finds.
 */

#ifndef CLIP_H
#define CLIP_H

#include <stdbool.h>

#include "retrieval/masking.h"
#include "signal/fingerprint.h"

struct clip {
	const struct profile *profile;
	struct fingerprint fp; /* peaks and hashes; the clip's, or its own */
	float *chance; /* that a peak is hit by accident: crowd.h; owned */
	struct masking masking;
	bool own;
};

/* The clip as it is; the fingerprint is borrowed. */
void clip_init(
    struct clip *, const struct profile *, const struct fingerprint *);

/* The clip backwards: a copy. */
void clip_reverse(
    struct clip *, const struct profile *, const struct fingerprint *);

void clip_release(struct clip *);

#endif
