/*
 * index_dump.h - recordings of an index as fingerprints again
 *
 * The index has postings by hash; a fingerprint has them by time. So each
 * pass over a segment collects the postings of as many recordings as memory
 * shall hold, and sorts them by position.
 */

#ifndef INDEX_DUMP_H
#define INDEX_DUMP_H

#include "retrieval/index.h"
#include "signal/fingerprint.h"

#define DUMP_POSTINGS ((size_t)1 << 23) /* of a pass: 128 MiB while sorting */

/*
 * Call put for each live recording in the index's order (the MANIFEST's, then
 * the rows'), or, if wanted is not NULL, for row r of segment i with
 * wanted[i][r] only. limit: postings of a pass, more or less; DUMP_POSTINGS.
 * Returns 0, or -1 with ix->err set.
 */
int index_dump(struct index *ix, bool *const *wanted, size_t limit,
    void (*put)(void *, const struct fingerprint *), void *arg);

#endif
