/*
 * pulled.h - the file PULLED of an index: which documents of a database it has
 *
 * It is written after the MANIFEST. So a document may be in the index and not in
 * here, after a crash; what is in here was in the index.
 */

#ifndef PULLED_H
#define PULLED_H

#include <stddef.h>
#include <stdint.h>

#include "base/idset.h"
#include "retrieval/index.h"
#include "signal/profile.h"

#define PULLED_SEAL 16 /* hex digits */

struct pulled_row {
	uint64_t doc;
	char *id;                   /* owned */
	char seal[PULLED_SEAL + 1]; /* of all that came with it */
	uint32_t frames, postings;
};

struct pulled {
	struct pulled_row *row; /* in order of doc; owned */
	size_t n, cap;
	char err[512];
};

/* Read that of a directory; none is an empty one. 0, or -1 with err set. */
int pulled_read(struct pulled *, const char *dir, const struct profile *);

/* Replace it, to the disk. 0, or -1 with err set. */
int pulled_write(struct pulled *, const char *dir, const struct profile *);

/* Append a row, whose id is copied; in order of doc. */
void pulled_add(struct pulled *, const struct pulled_row *);

/* The row of a document, or NULL. */
const struct pulled_row *pulled_find(const struct pulled *, uint64_t doc);

/*
 * Keep of `here` what `there` has, too, with the same seal, and what the index
 * still has as it came; ids that the index has and `there` has not go into
 * `gone`. 0, or -1 with ix->err set.
 */
int pulled_compare(struct pulled *here, const struct pulled *there,
    struct index *ix, struct idset *gone);

void pulled_sort(struct pulled *);
void pulled_release(struct pulled *);

#endif
