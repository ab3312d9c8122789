/*
 * pg_buckets.h - sorted postings into the buckets of a segment of a database
 *
 * A bucket has whole lists of hashes, as many as fit into a fifth of a page, so
 * that no space is lost; a longer list is a bucket of its own. Half a million
 * postings go to the server at once, while the next are made.
 */

#ifndef PG_BUCKETS_H
#define PG_BUCKETS_H

#include "edge/pg.h"
#include "edge/pg_array.h"

struct pg_buckets {
	struct pg *db;            /* borrowed */
	const char *seg;          /* borrowed */
	const uint64_t *frequent; /* hash << 31 | rank, in order; borrowed */
	size_t n_frequent, at;
	struct pg_array first, end, p, frequent_end, ranks;
	uint64_t begins; /* hash of the open bucket */
	size_t n;        /* postings of it */
	size_t n_ranks;  /* frequent hashes of it */
	bool sent;       /* a statement is under way */
};

void pg_buckets_init(struct pg_buckets *, struct pg *, const char *seg);

/* Which hashes are frequent, and may be passed over; before the first list. */
void pg_buckets_frequent(
    struct pg_buckets *, const uint64_t *frequent, size_t n);

/*
 * The list of a hash: n numbers in order, of which the low 44 bits are row << 22
 * | frame. Hashes come in ascending order. 0, or -1 with db->err set.
 */
int pg_buckets_list(
    struct pg_buckets *, uint64_t hash, const uint64_t *v, size_t n);

/* The rest. 0, or -1. */
int pg_buckets_end(struct pg_buckets *);

void pg_buckets_release(struct pg_buckets *);

#endif
