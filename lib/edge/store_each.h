/*
 * store_each.h - put recordings into one index or several, each at once
 *
 *	struct store_each s = { .where = where, .n = n, .profile = profile };
 *	store_each_put(&s, fp, meta);		for each recording
 *	store_each_end(&s);
 *
 * Each is in the index that its identity chooses (shards.h), and stays there,
 * whatever comes after it.
 */

#ifndef STORE_EACH_H
#define STORE_EACH_H

#include <stdbool.h>

#include "edge/pg_store.h"
#include "edge/shards.h"
#include "edge/stored.h"

struct store_each {
	const char *const *where; /* directories and databases; borrowed */
	size_t n;
	const struct profile *profile; /* borrowed */
	const char *token;             /* of a claim, or NULL; borrowed */
	struct stored stored;          /* so far; what is wrong */
	bool used[SHARDS_MAX];
	struct pg_store *db[SHARDS_MAX]; /* those that were; owned */
};

/* 0, or -1 with stored.err and again set. */
int store_each_put(struct store_each *, const struct fingerprint *,
    const struct segment_meta *);

/*
 * Wait for all of them, make the directories that had none, and release. 0, or -1
 * with stored.err and again set. A second time there is nothing left to do.
 */
int store_each_end(struct store_each *);

#endif
