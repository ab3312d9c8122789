/*
 * pick.h - sg1's peaks: frames of power in, ranked peaks out, as they pass
 *
 * A peak is the loudest cell within +- near_frames and +- near_bins, above the
 * floor, and above the quietest cell of its own bin in those frames by rise_db
 * (a steady tone has no peaks). A parabola through the levels of its
 * neighbours gives the fractions of time and frequency. Its rank is the number
 * of louder peaks in its band within +- rank_frames: density is controlled
 * without a state that would depend on where a clip was cut. Peaks of
 * rank < peak_rank come out, in order of (time, pitch), about
 * near_frames + rank_frames after their frame.
 */

#ifndef PICK_H
#define PICK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "signal/maximum.h"
#include "signal/peak.h"
#include "signal/profile.h"
#include "signal/rank.h"

struct pick_pending;

struct picker {
	const struct profile *profile;
	uint32_t bin, n_bin; /* first bin of a row, how many */
	uint32_t width;      /* of a row in the ring: n_bin, and zeros */
	uint32_t n_row;      /* of the ring: 2 * near_frames + 1 */
	float *power;        /* ring of the last n_row frames */
	struct maximum maximum;
	struct rank rank;
	float floor, rise;            /* power; ratio */
	uint32_t n_frame;             /* frames put so far */
	uint32_t seen;                /* frames whose peaks are in pending */
	struct pick_pending *pending; /* in order of (time, pitch) */
	size_t n_pending, cap_pending;
	size_t next; /* first of pending that has no rank yet */
};

void pick_init(struct picker *, const struct profile *);

/* Take the next frame: |X|^2 of the kept bins, as stft_put() makes it. */
void pick_put(struct picker *, const float *power);

/* No more frames will come: what is pending gets its rank. */
void pick_end(struct picker *);

/* The next peak that is ready. */
bool pick_next(struct picker *, struct peak *);

void pick_release(struct picker *);

#endif
