/*
 * nominee.h - places of an index that are worth a close look
 *
 * Votes name some (vote.h), and single peaks where no hashes are left do
 * (sweep.h). A list keeps the best, and the order in which they came does not
 * matter.
 */

#ifndef NOMINEE_H
#define NOMINEE_H

#include <stddef.h>
#include <stdint.h>

#include "retrieval/align.h"
#include "retrieval/index.h"
#include "retrieval/vote.h"
#include "retrieval/warp.h"

struct nominee {
	double merit;   /* the best have most */
	size_t segment; /* of the index */
	uint32_t row;
	uint32_t votes;   /* query times whose hashes agree; 0: peaks do */
	struct align map; /* from the clip to the recording, on the grid */
	double from, to;  /* of the clip, grid units: where hashes agree */
};

struct nominees {             /* zeroed but for max: none yet */
	struct nominee *list; /* owned */
	size_t n, cap, max;
	double least; /* one with less merit is not among the best */
};

/* Keep it if it may be among the best. */
void nominees_keep(struct nominees *, const struct nominee *);

/*
 * Leave the best max, in order of merit; equals in that of their segments,
 * rows, and maps.
 */
void nominees_close(struct nominees *);

/* Take over another list's. */
void nominees_join(struct nominees *, const struct nominees *);

void nominees_release(struct nominees *);

/*
 * The place that a window of votes means: in the recording of its middle hit,
 * as the clip was changed when it was asked for. Returns 1; 0 when the recording
 * is dead; -1 when the segment is damaged.
 */
int nominee_of(struct nominee *, const struct index *, const struct vote *,
    const struct vote_window *, const struct warp *);

/* Those of all windows that may be among the best. Returns 0, or -1. */
int nominees_vote(struct nominees *, const struct index *, const struct vote *,
    const struct warp *);

#endif
