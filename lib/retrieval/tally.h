/*
 * tally.h - a clip held against a recording, peak by peak
 *
 * Every peak of the recording with every peak of the clip of the same pitch
 * speaks for a delta between their times. Where the clip belongs, many agree,
 * also where no landmark is left whole:
 *
 *	pairs   |            *
 *	        |  . . .. .  *  . .. .. . ..
 *	        +------------+---------------> delta
 */

#ifndef TALLY_H
#define TALLY_H

#include <stddef.h>
#include <stdint.h>

#include "retrieval/align.h"
#include "retrieval/clip.h"
#include "signal/peak.h"

struct tally { /* the clip's peaks in order of pitch; for any thread */
	uint32_t *first; /* where those of a pitch begin, and the end; owned */
	int32_t *time;   /* as the recording has them; owned */
	int32_t pitches; /* 0 .. pitches - 1, as the recording has them */
	int32_t reach;   /* grid units that are one pitch */
	int32_t span;    /* beyond the last time */
};

struct tally_cells {     /* zeroed at first; of one thread */
	uint16_t *count; /* of each cell of TALLY_CELL grid units; owned */
	size_t n, cap;
	int32_t from;   /* the delta where the first begins */
	uint64_t pairs; /* in all */
};

#define TALLY_CELL 16 /* 32 ms; a delta counts with its neighbour's */

/* A place where many agree: the delta in its middle. */
struct tally_place {
	int32_t delta;
	uint32_t pairs;
};

/*
 * For recordings that the clip is changed from as `like` says; peaks that are so
 * many grid units apart, or fewer, are of one pitch.
 */
void tally_init(struct tally *, const struct align *like, const struct clip *,
    uint32_t reach);
void tally_release(struct tally *);

/* Count. A recording's peaks are in order of time; n may be 0. */
void tally_count(
    const struct tally *, struct tally_cells *, const struct peak *, size_t n);

/*
 * The best places of what was counted, best first, max of them at most, which
 * is at most TALLY_PLACES, all of more pairs than `least`; of neighbours the
 * best one. Returns how many.
 */
#define TALLY_PLACES 64
size_t tally_best(const struct tally_cells *, uint32_t least,
    struct tally_place *, size_t max);

#endif
