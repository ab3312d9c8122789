/*
 * sweep.h - go through whole recordings, peak by peak
 *
 * Under a loud voice none of a landmark's three peaks may be left where it was,
 * and still many single ones are. So a clip, changed back in speed, tempo or
 * pitch, is held against recordings themselves (tally.h), and the places where
 * most peaks agree, for so busy a place, are named. A small collection is gone
 * through as a whole; of a large one those recordings that have the most hits
 * for their length.
 */

#ifndef SWEEP_H
#define SWEEP_H

#include <stddef.h>
#include <stdint.h>

#include "retrieval/clip.h"
#include "retrieval/index.h"
#include "retrieval/nominee.h"
#include "retrieval/vote.h"
#include "retrieval/warp.h"

struct sweep_row {
	uint32_t segment, row;
};

struct sweep {
	const struct clip *clip;
	struct warp warp;
	struct nominees *found; /* the best places; sweeps may share it */
	struct sweep_row *row;  /* which to go through; owned */
	size_t n;
};

/*
 * Choose the live recordings to go through, of so many peaks at most, by the
 * hits that the clip had under this warp.
 */
void sweep_choose(
    struct sweep *, const struct index *, const struct vote *, uint64_t peaks);

/*
 * Run n sweeps, each recording decoded once. The lists are closed. Returns 0, or
 * -1 when a segment is damaged.
 */
int sweep(
    const struct index *, const struct sweep *, size_t n, unsigned threads);

void sweep_release(struct sweep *);

#endif
