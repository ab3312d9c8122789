/*
 * segment_build.h - a batch of fingerprints, in memory until it is a segment
 */

#ifndef SEGMENT_BUILD_H
#define SEGMENT_BUILD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "retrieval/segment.h"
#include "signal/fingerprint.h"

/* What is known of a recording besides its sound. NULL, negative: unknown. */
struct segment_meta {
	char *title, *url, *published; /* owned by whoever made it */
	double duration_s;
};

struct segment_build {
	const struct profile *profile;
	struct build_row *row; /* in order of arrival */
	size_t n_row, cap_row;
	uint64_t *key; /* hash << 32 | position */
	size_t n_key, cap_key;
	uint8_t *code; /* of peaks */
	size_t n_code, cap_code;
	char *text;
	size_t n_text, cap_text;
	uint32_t *table; /* hash table of ids: row + 1 */
	size_t cap_table;
	uint64_t frames; /* of the rows */
	size_t limit;    /* postings that a batch holds, more or less */
};

void segment_build_init(struct segment_build *, const struct profile *);

/* Whether the recording shall go into this batch, or the next. */
bool segment_build_fits(
    const struct segment_build *, const struct fingerprint *);

/*
 * Add a recording: its hashes, and its peaks of those ranks that an index
 * keeps. One of the same id in this batch is replaced; true if there was one.
 */
bool segment_build_put(struct segment_build *, const struct fingerprint *,
    const struct segment_meta *);

/*
 * Write what the batch holds to fd, which is closed, and empty the batch.
 * Returns 0, or -1 and errno.
 */
int segment_build_write(struct segment_build *, int fd);

void segment_build_release(struct segment_build *);

#endif
