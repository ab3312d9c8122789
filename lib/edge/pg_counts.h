/*
 * pg_counts.h - how often each hash occurs, and which are the most frequent
 */

#ifndef PG_COUNTS_H
#define PG_COUNTS_H

#include <stddef.h>
#include <stdint.h>

#include "base/scatter.h"

struct pg_counts {
	uint64_t hashes; /* different ones */
	size_t most;     /* of one count that are kept */
	struct scatter by_count;
	uint64_t *n; /* hashes of each count, the last of all above */
};

/* postings: how many there will be, at most. */
void pg_counts_init(struct pg_counts *, uint64_t postings);

/* The next hash, in ascending order, and how often it is there. 0, or -1. */
int pg_counts_add(struct pg_counts *, uint32_t hash, uint64_t count);

/*
 * The k most frequent, of equals the lowest hash first, as hash << 31 | rank,
 * rank 1 for the first, in order of hash; the caller's. NULL and errno.
 */
uint64_t *pg_counts_top(struct pg_counts *, size_t k);

void pg_counts_release(struct pg_counts *);

#endif
