/*
 * segment_scan.h - all postings of a segment, bucket by bucket
 */

#ifndef SEGMENT_SCAN_H
#define SEGMENT_SCAN_H

#include <stdint.h>

#include "retrieval/segment.h"

struct segment_scan {
	const struct segment *s;
	uint64_t *key; /* of one bucket; owned */
	size_t n, i, cap;
	uint32_t bucket; /* the next to load */
};

void segment_scan_init(struct segment_scan *, const struct segment *);

/*
 * The next posting, in order of (bucket, position), if its bucket begins with
 * a hash below end: 1; 0 when there is none, and the next call may ask for a
 * higher end; -1 when the bucket is damaged.
 */
int segment_scan_next(
    struct segment_scan *, uint64_t end, uint32_t *hash, uint32_t *pos);

void segment_scan_release(struct segment_scan *);

/* Spans of positions, ascending: which rows are wanted, and where they go. */
struct segment_span {
	uint32_t from, end, delta;
};

struct segment_spans {
	struct segment_span *span; /* owned */
	size_t n, cap, at;
};

/* Append [from, from + frames), whose positions shall move to `to`. */
void segment_spans_add(
    struct segment_spans *, uint32_t from, uint32_t frames, uint32_t to);

/* Move a position; false when no span has it. */
bool segment_spans_move(struct segment_spans *, uint32_t *pos);

#endif
