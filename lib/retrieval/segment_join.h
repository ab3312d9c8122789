/*
 * segment_join.h - look up many hashes of a segment at once
 *
 * A clip that is changed or hidden asks for a hundred thousand hashes. Where
 * several of them fall into one run of postings, it is decoded once and held
 * against the hashes, instead of searching it for each.
 */

#ifndef SEGMENT_JOIN_H
#define SEGMENT_JOIN_H

#include <stddef.h>
#include <stdint.h>

#include "retrieval/segment.h"

struct segment_join {
	size_t cap; /* a hash with more postings is passed over */
	/* called for each posting of each mark, in no order */
	void (*hit)(void *arg, uint32_t pos, uint32_t t);
	void *arg;
	uint64_t lookups, skipped; /* counted: hashes; those passed over */
};

/*
 * Join the n marks, hash in the upper half and t in the lower, sorted, with
 * the segment's postings. Returns 0, or -1 when a list is damaged.
 */
int segment_join(struct segment_join *, const struct segment *,
    const uint64_t *mark, size_t n);

#endif
