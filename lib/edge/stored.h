/* stored.h - what came of storing: store_all.h, store_each.h */

#ifndef STORED_H
#define STORED_H

#include <stdbool.h>
#include <stdint.h>

struct stored {
	uint64_t recordings, postings, replaced;
	bool again; /* the failure may pass */
	char err[512];
	char unmerged[512]; /* why a directory was not merged; or "" */
};

/* For those two: keep why, of at most 511 bytes; returns -1. */
int stored_fail(struct stored *, const char *why, bool again);

/* And merge a directory: what is in it is safe, whatever comes of that. */
void stored_merge(struct stored *, const char *dir);

#endif
