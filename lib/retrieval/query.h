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

struct query {
	const struct profile *profile;
	uint64_t *mark; /* sorted: hash in the upper half, t in the lower */
	size_t n, cap;
	uint32_t t_end; /* beyond every anchor, in the clip's own time */
};

/* Returns 0, or -1 when the clip reaches QUERY_T_MAX: it must be cut. */
int query_init(struct query *, const struct profile *,
    const struct fingerprint *, const struct query_how *);

void query_release(struct query *);

#endif
