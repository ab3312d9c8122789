/*
 * pg_lists.h - postings that come in any order, given back list by list
 *
 * They wait in a temporary file, 8 bytes each, and are sorted by all processors.
 */

#ifndef PG_LISTS_H
#define PG_LISTS_H

#include "base/scatter.h"
#include "edge/pg.h"

struct pg_lists {
	struct pg *db;  /* for messages; borrowed */
	unsigned shift; /* part of a hash: hash >> shift */
	struct scatter strewn;
};

/* Hashes are below space. */
void pg_lists_init(struct pg_lists *, struct pg *, uint64_t space);

/*
 * low: 44 bits, of which the least comes first. 0, or errno; ERANGE: the hash is
 * beyond the space.
 */
int pg_lists_put(struct pg_lists *, uint32_t hash, uint64_t low);

/* What that said, as db->err; -1. */
int pg_lists_fail(struct pg_lists *, int why);

/*
 * Takes a list: n numbers in order, of which low is the low 44 bits. On any
 * thread, one at a time.
 */
typedef int pg_take_list(void *, uint64_t hash, const uint64_t *v, size_t n);

/*
 * All lists, in order of hash, as often as you like. take may return other than
 * 0, which becomes the result. 0, or -1 with db->err set.
 */
int pg_lists_each(struct pg_lists *, pg_take_list *take, void *arg);

void pg_lists_release(struct pg_lists *);

#endif
