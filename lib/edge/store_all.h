/* store_all.h - the recordings of a stream into an index, all or none of them */

#ifndef STORE_ALL_H
#define STORE_ALL_H

#include "edge/stored.h"
#include "retrieval/index_meta.h"
#include "signal/fingerprint.h"

/*
 * Read the stream to its end, and store what it has in where, a directory or the
 * URL of a database, with the token of a claim or NULL. Returns 0, or -1 with err
 * and again set, and the index is as it was.
 */
int store_all(struct stored *, const char *where, struct fingerprint_reader *,
    const struct meta *, const char *token);

#endif
