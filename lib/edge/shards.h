/*
 * shards.h - several indexes that are one: shards by recording
 *
 *	shards_open(&s, where, n, cache_path(), profile);
 *	match_init(&m, &s.ix, ...);
 *	shards_close(&s);
 *
 * A recording is in one of them, by its id. Searched, they are one index: a
 * hash is common by how often all have it, and an evalue counts all postings.
 */

#ifndef SHARDS_H
#define SHARDS_H

#include <stdbool.h>
#include <stddef.h>

#include "retrieval/index.h"

#define SHARDS_MAX 64

struct shards {
	bool partial;    /* those that cannot be opened are left out */
	size_t n, there; /* how many there are, and how many were opened */
	struct index ix;
	char *as_of; /* of a single database: mirror.h; else NULL; owned */
	bool again;  /* the failure may pass */
	char err[512];
	char why[SHARDS_MAX][512]; /* what was left out, and why; or "" */
};

/*
 * Which of n shards has a recording: with one more at the end, every n-th moves.
 * Lamping, Veach: A Fast, Minimal Memory, Consistent Hash Algorithm (2014).
 */
size_t shards_of(const char *id, size_t n);

/*
 * Open n directories and databases, these through mirrors in the directory
 * cache (mirror.h), all at once; s->partial is the caller's. Returns 0, or -1
 * with err and again set and nothing to close: one that cannot be opened, or
 * has another profile; with partial, when none can.
 */
int shards_open(struct shards *, const char *const *where, size_t n,
    const char *cache, const struct profile *);
void shards_close(struct shards *);

#endif
