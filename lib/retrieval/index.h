/*
 * index.h - a directory of segments under a MANIFEST; sg-index(5)
 *
 * Readers map segments, and neither lock nor block. A writer makes its files
 * beside the others and swaps the MANIFEST by a rename: whoever reads has the
 * old index or the new one, whole.
 */

#ifndef INDEX_H
#define INDEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "retrieval/segment.h"
#include "signal/profile.h"

struct manifest_row;

struct index {
	const struct profile *profile;
	struct segment **segment; /* owned */
	size_t n_segment;
	struct manifest_row *row; /* what the MANIFEST says of each; owned */
	uint32_t state; /* of the MANIFEST: it changes with every change */
	uint64_t recordings, postings, frames; /* of live recordings */
	char err[512];
};

/*
 * Open the index of a directory for reading, as it is now: later changes do
 * not show. Returns 0, or -1 with err set and nothing to close.
 */
int index_open(struct index *, const char *dir);
void index_close(struct index *);

/*
 * Search another index of the profile, with other recordings, as part of this
 * one, which closes it.
 */
void index_join(struct index *, struct index *other);

/*
 * Most of it will be wanted: segment_map() of all, unless that is more than half
 * of the memory of the machine.
 */
void index_map(const struct index *, unsigned threads);

/*
 * The live recording of an id: 1 and where it is; 0 when there is none; -1
 * with err set.
 */
int index_find(struct index *, const char *id, size_t *segment, uint32_t *row);

#endif
