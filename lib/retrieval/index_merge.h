/*
 * index_merge.h - fewer segments, and the space of dead recordings back
 *
 * A segment belongs to a tier by the number of its live postings: tier 0 has
 * less than 2^16, each next one four times as many. Four segments in a tier
 * are merged into one: so there are at most three in each, and a posting is
 * written about once a tier. A segment of which more than half is dead is
 * written anew. The work is done outside the lock; readers notice nothing.
 */

#ifndef INDEX_MERGE_H
#define INDEX_MERGE_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Merge what the tiers ask for, or all into as few as there can be. One merges
 * at a time: `all` waits for its turn, otherwise another's merge will do.
 * Returns 0, or -1 with err set.
 */
int index_merge(const char *dir, bool all, char *err, size_t err_size);

/*
 * Remove recordings in one commit. absent[i] says of ids[i] that there was
 * none. Returns 0, or -1 with err set.
 */
int index_remove(const char *dir, char *const *id, size_t n, bool *absent,
    char *err, size_t err_size);

#endif
