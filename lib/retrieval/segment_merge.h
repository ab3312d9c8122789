/*
 * segment_merge.h - several segments into one, without their dead recordings
 *
 * The new timeline is the live rows of the first segment, then those of the
 * second, and so on: a bucket of the result is the segments' postings one
 * after another, each span of live rows moved by one number.
 */

#ifndef SEGMENT_MERGE_H
#define SEGMENT_MERGE_H

#include <stddef.h>
#include <stdint.h>

#include "retrieval/segment.h"

#define SEGMENT_DROPPED UINT32_MAX

/*
 * Write the live rows of n segments of one profile to fd, which is closed.
 * Together they have less than 2^32 frames. map[i][row] becomes the row in the
 * result, or SEGMENT_DROPPED. Returns 0, or -1 with err set.
 */
int segment_merge(struct segment *const *segment, size_t n,
    uint32_t *const *map, int fd, char *err, size_t err_size);

#endif
