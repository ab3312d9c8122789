/*
 * segment_dead.h - which rows of a segment are dead: a bit map in memory, and
 * an immutable file beside the segment; sg-index(5)
 */

#ifndef SEGMENT_DEAD_H
#define SEGMENT_DEAD_H

#include <stddef.h>
#include <stdint.h>

#include "retrieval/segment.h"

/* Mark a row as dead in memory, and as live again. */
void segment_kill(struct segment *, uint32_t row);
void segment_revive(struct segment *, uint32_t row);

/*
 * Read the map of a segment just opened. Returns 0; 1 when there is no such
 * file; -1 with err set.
 */
int segment_dead_read(
    struct segment *, int dirfd, const char *name, char *err, size_t err_size);

/* Write it to a new file, to the disk. Returns 0 and the CRC, or -1 and errno. */
int segment_dead_write(
    const struct segment *, int dirfd, const char *name, uint32_t *crc);

/* The CRC of the file with a segment's map. */
uint32_t segment_dead_crc(const struct segment *);

#endif
