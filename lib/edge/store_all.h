/* store_all.h - the recordings of a stream into an index, all or none of them */

#ifndef STORE_ALL_H
#define STORE_ALL_H

#include <stdbool.h>
#include <stdint.h>

#include "retrieval/index_meta.h"
#include "signal/fingerprint.h"

struct store_all {
	uint64_t recordings, postings, replaced;
	bool again; /* the failure may pass */
	char err[512];
	char unmerged[512]; /* why a directory was not merged; or "" */
};

/*
 * Read the stream to its end, and store what it has in where, a directory or the
 * URL of a database, with the token of a claim or NULL. Returns 0, or -1 with err
 * and again set, and the index is as it was.
 */
int store_all(struct store_all *, const char *where,
    struct fingerprint_reader *, const struct meta *, const char *token);

#endif
