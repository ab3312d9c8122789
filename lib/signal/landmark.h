/*
 * landmark.h - an anchor and its targets, and the hashes that name them
 *
 *	pitch
 *	 ^            +-----------+  df_max
 *	 |            |  x     2  |
 *	 |   anchor * | target    |
 *	 |            |  zone  1  |
 *	 |            +-----------+ -df_max
 *	 +------------dt_min---dt_max----> time
 *
 * sg1: an anchor and two of its targets; sonicgen: an anchor and one target.
 * What they are called is in landmark_hash.h.
 */

#ifndef LANDMARK_H
#define LANDMARK_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "signal/landmark_hash.h"
#include "signal/peak.h"
#include "signal/profile.h"

#define LANDMARK_TEXT       24 /* bytes of a hash in a stream, with the NUL */
#define LANDMARK_FANOUT_MAX 64

struct landmark {
	uint32_t t_ref; /* frame of the anchor */
	uint32_t hash;
};

/* In order of (t_ref, hash); for qsort(3). */
int landmark_order(const void *, const void *);

/* The frame in which a peak lies: the t_ref of its landmarks. */
uint32_t landmark_frame(const struct profile *, const struct peak *anchor);

/*
 * sg1: the targets of the anchor p[i] among p[0..n), which is in order of
 * (time, pitch): those in its zone with rank < rank_max, the `fanout` of
 * lowest (rank, time) of them. Writes their indexes to target, best first;
 * returns how many. fanout is at most LANDMARK_FANOUT_MAX.
 */
size_t landmark_targets(const struct profile *, const struct peak *p, size_t n,
    size_t i, uint32_t rank_max, size_t fanout, uint32_t *target);

/*
 * All landmarks that an index keeps of the peaks p[0..n), sorted by
 * landmark_order, without duplicates. Returns how many; *out is the caller's
 * to free. sg1 looks at anchors p[0..n_anchor) only: a stretch of a recording
 * needs the peaks of the next dt_max as targets.
 */
size_t landmark_pair(const struct profile *, const struct peak *p, size_t n,
    size_t n_anchor, struct landmark **out);

/* A hash as it stands in a stream: 8 hex digits, or the seed's 20. */
void landmark_text(
    const struct profile *, uint32_t hash, char text[static LANDMARK_TEXT]);

/* One row of a hashes stream. Errors stay in the FILE. */
void landmark_print(
    FILE *, const struct profile *, const char *rec, const struct landmark *);

/*
 * The current row of a hashes stream. Returns 0, or -1 with s->err set. The
 * first call under sonicgen makes the table of all digests (0.3 s).
 */
int landmark_scan(struct stream *s, const struct profile *, struct landmark *);

#endif
