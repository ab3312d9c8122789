/* storable.h - the recordings of a stream that an index can take */

#ifndef STORABLE_H
#define STORABLE_H

#include <stdint.h>

#include "signal/fingerprint.h"

/*
 * The next recording: 1, or 0 at the end; -1 with r->err set, also for one that
 * no search would find, or under no useful name, and for an end before the
 * first, of which so_far were read.
 */
int storable_next(struct fingerprint_reader *r, uint64_t so_far);

/*
 * Read all of them, and deal them out to n files, one for each shard. Returns 0, or
 * -1 with r->err set; errors of the files stay in them.
 */
int storable_deal(struct fingerprint_reader *r, FILE *const pile[], size_t n);

#endif
