/*
 * index_store.h - put recordings into an index, all in one commit
 *
 *	index_store_open(&s, dir, profile);
 *	index_store_put(&s, fp, meta);		for each recording
 *	index_store_commit(&s);
 *	index_store_close(&s);
 *
 * Recordings gather in memory, some 100 MiB at most (and the largest single
 * recording besides), and go to temporary files; the commit makes segments of
 * these in one swap.
 */

#ifndef INDEX_STORE_H
#define INDEX_STORE_H

#include <stdint.h>

#include "retrieval/index_change.h"
#include "retrieval/segment_build.h"
#include "signal/fingerprint.h"

struct index_store {
	const char *dir; /* borrowed */
	int dirfd;
	struct segment_build build;
	struct index_temp *temp; /* parts that are written */
	size_t n_temp, cap_temp;
	uint64_t recordings, postings; /* put so far */
	uint64_t replaced; /* of the index and of this stream; after commit */
	uint32_t state;    /* of the MANIFEST, after commit */
	char err[512];
};

/*
 * Open an index to store recordings of a profile, or prepare to make one:
 * directories are made. Returns 0, or -1 with err set (the index has another
 * profile, the directory is something else); index_store_close() anyway.
 */
int index_store_open(
    struct index_store *, const char *dir, const struct profile *);

/* 0, or -1 with err set. A later recording of the same id replaces this one. */
int index_store_put(struct index_store *, const struct fingerprint *,
    const struct segment_meta *);

/* All of them become visible at once. 0, or -1 with err set and none is. */
int index_store_commit(struct index_store *);

/*
 * The same, if the MANIFEST still has that state: 1 when it has another one, and
 * nothing was stored.
 */
int index_store_commit_if(struct index_store *, uint32_t state);

void index_store_close(struct index_store *);

/*
 * Make an index that has nothing, where there is none. Returns 0, or -1 with err
 * set.
 */
int index_store_make(
    const char *dir, const struct profile *, char *err, size_t err_size);

#endif
