/*
 * index_stat.h - figures of an index
 */

#ifndef INDEX_STAT_H
#define INDEX_STAT_H

#include <stdint.h>

#include "retrieval/index.h"

struct index_stat {
	uint64_t bytes, part[SEGMENT_PARTS]; /* of the files, of their parts */
	uint64_t peaks;                      /* stored, of live recordings */
	uint64_t deleted;                    /* dead recordings */
	uint64_t postings;                   /* dead recordings' too */
	uint64_t lists;         /* hashes that have postings, dead ones too */
	uint64_t p50, p90, p99; /* of the lengths of lists; 2^20 - 1 at most */
	uint64_t longest;
	double key_bits; /* log2(P^2 / sum of squared lengths): a uniform key of
			    so many bits would have lists that long */
};

/* Look at every posting. Returns 0, or -1 with ix->err set. */
int index_stat(struct index *, struct index_stat *);

#endif
