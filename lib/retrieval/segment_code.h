/*
 * segment_code.h - the code of a bucket, from the map or read from the file
 *
 * On a virtual machine that shadows page tables the first touch of a page of a map
 * took 52 us and pread(2) 3. A clip asks for 400 buckets all over the file: so these
 * are read, until they were as many as a map of all has faults. From then on, and
 * for many at once, it is the map.
 */

#ifndef SEGMENT_CODE_H
#define SEGMENT_CODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "retrieval/segment.h"

/* Zero at first. */
struct segment_code {
	const uint8_t *code;
	size_t size;
	uint8_t *own; /* what was read */
	size_t cap;
};

/* For segment_open(), which gives the descriptor away, and segment_close(). */
void segment_code_open(struct segment *, int fd);
void segment_code_close(struct segment *);

/* Whether n buckets had better be read; they count as read then. */
bool segment_code_few(const struct segment *, size_t n);

/*
 * The code of the bucket of a hash below the segment's space, until the next one
 * is asked for. Returns 0, or -1 when the directory sends us elsewhere or the file
 * cannot be read.
 */
int segment_code(
    const struct segment *, uint32_t hash, bool read, struct segment_code *);
void segment_code_release(struct segment_code *);

/* segment_lookup() of a hash in its bucket. */
ptrdiff_t segment_code_lookup(const struct segment *,
    const struct segment_code *, uint32_t hash, uint32_t *pos, size_t cap);

/*
 * Hashes of which all but so many low bits agree lie together, in a run; this
 * is so for all hashes of a bucket. -1 when it is damaged.
 */
int segment_code_run_bits(const struct segment *, const struct segment_code *);

/*
 * The keys of the run of a hash, in order, if there is room for them. Returns
 * how many there are; -1 when they are damaged.
 */
ptrdiff_t segment_code_run(const struct segment *, const struct segment_code *,
    uint32_t hash, uint64_t *key, size_t room);

/* That hash will be asked for, of the map: the first some time before the second. */
void segment_prefetch_entry(const struct segment *, uint32_t hash);
void segment_prefetch(const struct segment *, uint32_t hash);

#endif
