/* recording.h - a row of a segment with its peaks, decoded */

#ifndef RECORDING_H
#define RECORDING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "retrieval/segment.h"

struct recording { /* zeroed: none yet */
	const struct segment *segment;
	uint32_t row;
	struct segment_rec rec; /* its strings live as long as the segment */
	struct peak *peak;      /* in order of (time, pitch); owned */
	size_t n, cap;
	bool decoded; /* its peaks were read */
};

/* The row alone, for whom its peaks are nothing: n may be 0. As the next. */
int recording_row(struct recording *, const struct segment *, uint32_t row);

/*
 * Read a row, unless it is the one that was read last. Returns 0, or -1 when
 * it is damaged.
 */
int recording_read(struct recording *, const struct segment *, uint32_t row);

void recording_release(struct recording *);

#endif
