/*
 * peak_cache.h - the peaks of an index's recordings, decoded once
 */

#ifndef PEAK_CACHE_H
#define PEAK_CACHE_H

#include <stddef.h>
#include <stdint.h>

#include "retrieval/segment.h"

struct peak_cache {
	struct peak_cache_slot {
		const struct segment *segment; /* NULL: empty */
		uint32_t row;
		struct peak *peak; /* owned */
		size_t n;
	} * slot;
	size_t peaks; /* in all slots */
};

void peak_cache_init(struct peak_cache *);

/*
 * The peaks of a row, in order of (time, pitch); they hold until the next call.
 * Returns 0, or -1 when they are damaged.
 */
int peak_cache_get(struct peak_cache *, const struct segment *, uint32_t row,
    const struct peak **, size_t *n);

void peak_cache_release(struct peak_cache *);

#endif
