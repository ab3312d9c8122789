/*
 * index_change.h - one change of an index, from lock to swap
 *
 *	index_change_begin(&c, dir, NULL);	takes the lock, reads what is
 *	index_change_add(&c, temp);		files of the new state ...
 *	index_change_kill(&c, i, row);
 *	index_change_commit(&c);		the swap, then the sweeping up
 *	index_change_end(&c);			lets go of the lock
 *
 * Nothing shows before the swap. Whoever dies before it leaves files that no
 * MANIFEST names; the next commit removes them.
 */

#ifndef INDEX_CHANGE_H
#define INDEX_CHANGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "retrieval/index_manifest.h"
#include "retrieval/segment.h"

struct index_change {
	const char *dir; /* borrowed */
	int dirfd, lock;
	bool changed;
	struct manifest manifest;
	struct segment **segment; /* of each row of the manifest; owned */
	bool *dirty;              /* rows whose map of dead rows changed */
	char err[512];
};

/* A temporary file, which nobody sweeps up while it is open. */
struct index_temp {
	char name[MANIFEST_NAME];
	int fd; /* holds the lock */
};

/*
 * Wait for the lock and open all segments. create, if not NULL, is the profile
 * of the index that shall be made when there is none. Returns 0, or -1 with
 * err set; index_change_end() in any case.
 */
int index_change_begin(
    struct index_change *, const char *dir, const struct profile *create);

/* Add a temporary file, a whole segment, as the last row. 0, or -1. */
int index_change_add(struct index_change *, const struct index_temp *);

/* Remove a live recording. 0, or -1. */
int index_change_kill(struct index_change *, size_t i, uint32_t row);

/* Remove a row of the manifest. */
void index_change_drop(struct index_change *, size_t i);

/* Move the last row to that place. */
void index_change_move_last(struct index_change *, size_t to);

/* Swap the MANIFEST and remove what it does not name. 0, or -1. */
int index_change_commit(struct index_change *);

void index_change_end(struct index_change *);

/* The lock of a directory's file, waited for or tried; -1 and errno. */
int index_lock(int dirfd, const char *name, bool wait);

/* Make a temporary file; 0, or -1 and errno. */
int index_temp_open(struct index_temp *, int dirfd);

/* Let go of it; it is removed unless it has become a segment. */
void index_temp_close(struct index_temp *, int dirfd);

/*
 * Open the files of a row of the manifest. Returns 0; 1 when they are not
 * there or are others of the same name; -1 with err set.
 */
int index_segment_open(struct segment *, const struct manifest_row *, int dirfd,
    char *err, size_t err_size);

#endif
