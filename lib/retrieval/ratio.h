/*
 * ratio.h - the seed's decision: which share of a clip's hashes agrees
 *
 *	matches   hashes of the clip that one recording has, all at one and the
 *	          same distance in time, exact to the frame
 *	ratio     matches / hashes of the clip
 *
 * The hashes are those of the clip as they were given: all of them, or the
 * sample that sg-segment took. A clip of peaks alone has those that an index
 * would keep of it.
 */

#ifndef RATIO_H
#define RATIO_H

#include "retrieval/match.h"
#include "retrieval/vote.h"

#define RATIO_DEFAULT 0.10

/*
 * Search for the clip as it is; its candidates are those of m->ratio or more,
 * most matches first, with the number of matches as votes. Returns 0, or -1
 * with m->err set.
 */
int ratio_clip(struct match *m, const struct fingerprint *);

/*
 * The matches of a window of votes in a recording that holds the positions
 * base..base + frames - 1 of the window's segment.
 */
uint32_t ratio_matches(const struct vote *, const struct vote_window *,
    uint32_t base, uint32_t frames);

#endif
