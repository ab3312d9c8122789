/*
 * peak.h - peaks of the spectrogram, and their lines in a peaks stream
 *
 *	pitch
 *	 ^     . . . . . . . . .     a peak (*) is the loudest cell within
 *	 |     . . . . . . . . .     +- near_frames and +- near_bins
 *	 |     . . . . * . . . .
 *	 |     . . . . . . . . .
 *	 +-----------------------> time
 */

#ifndef PEAK_H
#define PEAK_H

#include <stdint.h>
#include <stdio.h>

#include "base/stream.h"
#include "signal/profile.h"

struct peak {
	uint32_t time;  /* profile's grid: 1/time_div frame */
	uint16_t pitch; /* profile's grid */
	int16_t level;  /* 0.1 dB */
	uint16_t rank;  /* louder peaks in its neighbourhood; 0 in sonicgen */
};

/* In order of (time, pitch); for qsort(3). */
int peak_order(const void *, const void *);

/* One row of a peaks stream. Errors stay in the FILE. */
void peak_print(
    FILE *, const struct profile *, const char *rec, const struct peak *);

/*
 * The current row of a peaks stream as a peak on the profile's grid.
 * Returns 0, or -1 with s->err set.
 */
int peak_scan(struct stream *s, const struct profile *, struct peak *);

#endif
