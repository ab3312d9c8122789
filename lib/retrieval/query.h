/*
 * query.h - what a clip asks of an index
 *
 * Query landmarks are denser than an index's (more peaks, more targets), made
 * from the clip's peaks; a clip of hashes alone asks with those. Times are on
 * the profile's grid, so that the anchor's fraction of a frame is not lost.
 */

#ifndef QUERY_H
#define QUERY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "signal/fingerprint.h"
#include "signal/profile.h"

#define QUERY_T_MAX (1u << 24) /* times lie below; 9 hours of sg1 */

/* How to ask. */
struct query_how {
	/*
	 * Ask for the sound as it was before it was changed: `time` seconds of
	 * the recording pass in one of the clip, and the clip sounds `pitch`
	 * times higher. 1 and 1 leave it as it is. Peaks only: hashes alone
	 * cannot be warped.
	 */
	double time, pitch;
	uint32_t rank, fanout; /* peaks of rank < rank; targets an anchor */
	bool near; /* the hashes on the side to which a part leans, too */
};

/*
 * What up to QUERY_ASKERS askers ask, each a clip in some way: all at once, so
 * that the index is gone through once, in its order.
 */
struct query {
	const struct profile *profile;
	uint64_t *mark; /* hash << 32 | asker << QUERY_T_BITS | t; owned */
	size_t n, cap;
	uint64_t *spare; /* to sort them; owned */
	size_t cap_spare;
	size_t askers;
	uint32_t t_end; /* beyond every anchor */
};

#define QUERY_T_BITS 24
#define QUERY_ASKERS 256

void query_init(struct query *, const struct profile *);

/* Nobody asks any more, and the memory stays. */
void query_again(struct query *);

/* So many marks may come. */
void query_reserve(struct query *, size_t n);

/*
 * Add what the next asker asks. Returns 0, or -1 when the clip reaches
 * QUERY_T_MAX: it must be cut.
 */
int query_add(
    struct query *, const struct fingerprint *, const struct query_how *);

/* Sort by hash; equals by asker, and by t. */
void query_sort(struct query *);

void query_release(struct query *);

#endif
