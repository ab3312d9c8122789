/*
 * vote.h - which places of an index agree with a clip
 *
 * A hit is a query landmark and a posting with the same hash. Along a true
 * match delta = t_ref - t is constant, so the hits of a segment are sorted by
 * delta and a window of VOTE_WINDOW_MS slides over them:
 *
 *	t   |  .     x  .        the score of a window is the number of
 *	    | .   .  x     .     distinct query times in it: many hits of
 *	    |   .    x .         one anchor are one witness
 *	    |. .    .x    .
 *	    +--------|-------> delta
 */

#ifndef VOTE_H
#define VOTE_H

#include <stddef.h>
#include <stdint.h>

#include "retrieval/index.h"
#include "retrieval/query.h"

#define VOTE_WINDOW_MS 96

struct vote_hit {
	int64_t delta; /* grid units of the segment's timeline; may be < 0 */
	uint32_t t;    /* of the query's anchor, grid units */
};

struct vote_window {
	size_t segment;  /* of the index */
	size_t first, n; /* hits of the window */
	uint32_t score;
};

struct vote {
	const struct profile *profile;
	uint64_t *hit; /* packed; vote_hit() unpacks one */
	size_t n_hit, cap_hit;
	size_t *begin; /* first hit of each segment, and the end */
	size_t n_segment;
	struct vote_window *top; /* best first */
	size_t n_top, max_top, cap_top;
	uint32_t
	    least; /* a window of this score or less is not among the top */
};

struct vote_counts { /* of hashes asked for, and of those too common to use */
	uint64_t lookups, skipped;
};

/*
 * Ask every segment for every landmark of the query, and scan the hits of each
 * of its askers for the max_top best windows: v[0] .. v[askers - 1], released by
 * the caller in either case. Adds to the counts. Returns 0, or -1 when a segment
 * is damaged.
 */
int vote_run(struct vote *v, const struct index *, const struct query *,
    size_t max_top, struct vote_counts *);

struct vote_hit vote_hit(const struct vote *, size_t i);

void vote_release(struct vote *);

#endif
