/*
 * index_manifest.h - the MANIFEST: which files make up an index; sg-index(5)
 */

#ifndef INDEX_MANIFEST_H
#define INDEX_MANIFEST_H

#include <stdint.h>

#include "retrieval/segment.h"
#include "signal/profile.h"

#define MANIFEST_NAME 40 /* bytes of a file's name, the NUL included */

struct manifest_row {    /* a segment */
	uint32_t number; /* of the segment's file */
	uint64_t bytes;
	uint32_t crc;                          /* of its header */
	uint64_t recordings, postings, frames; /* live ones */
	uint32_t dead;     /* number of its file of dead rows; 0: none */
	uint32_t deleted;  /* dead recordings */
	uint32_t dead_crc; /* of that file */
};

struct manifest {
	const struct profile *profile;
	struct manifest_row *row; /* owned */
	size_t n, cap;
};

/* A number for all that it says: another MANIFEST has another one. */
uint32_t manifest_state(const struct manifest_row *, size_t n);

/* The names of a row's files: 000012.seg, 000012.3.dead. */
void manifest_segment_name(uint32_t number, char file[static MANIFEST_NAME]);
void manifest_dead_name(
    uint32_t number, uint32_t dead, char file[static MANIFEST_NAME]);

/* Whether a name is of that kind, and in no row: a leftover. */
bool manifest_leftover(const struct manifest *, const char *name);

/*
 * Read the MANIFEST of a directory. Returns 0; 1 when there is none; -1 with
 * err set. Released by manifest_release() in any case.
 */
int manifest_read(struct manifest *, int dirfd, char *err, size_t err_size);

/* Replace the MANIFEST, to the disk. Returns 0, or -1 and errno. */
int manifest_write(const struct manifest *, int dirfd);

void manifest_release(struct manifest *);

#endif
