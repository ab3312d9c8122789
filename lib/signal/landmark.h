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
 * sg1: an anchor and two of its targets, 1 the earlier one. The hash is the
 * anchor's pitch, each target's pitch less the anchor's, and the two times from
 * the anchor, each divided by its step and rounded, in mixed radix.
 * sonicgen: an anchor and one target, (f1 * 372 + f2) * 16 + dt/2, which stands
 * for the seed's digest. Hashes are numbers below landmark_space().
 */

#ifndef LANDMARK_H
#define LANDMARK_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "signal/peak.h"
#include "signal/profile.h"

#define LANDMARK_TEXT       24 /* bytes of a hash in a stream, with the NUL */
#define LANDMARK_FANOUT_MAX 64
#define LANDMARK_NONE       UINT32_MAX

struct landmark {
	uint32_t t_ref; /* frame of the anchor */
	uint32_t hash;
};

/* How many different hashes the profile has. */
uint32_t landmark_space(const struct profile *);

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
 * sg1: where a landmark lies in the space of hashes, on the profile's grid: the
 * parts to divide and round, and to probe on the side to which they lean.
 */
struct landmark_point {
	int32_t pitch;    /* anchor's */
	int32_t df1, df2; /* targets' less anchor's */
	int32_t dt1, dt2; /* from the anchor; dt1 <= dt2 */
};

/* The point of an anchor and two targets, in any order. */
struct landmark_point landmark_point(const struct peak *anchor,
    const struct peak *target1, const struct peak *target2);

/* sg1: the hash of a point, or LANDMARK_NONE when it lies outside. */
uint32_t landmark_hash(const struct profile *, const struct landmark_point *);

/* From the anchor to the last target, grid units, as the hash tells it. */
uint32_t landmark_dt(const struct profile *, uint32_t hash);

/*
 * The hash of the same peaks in a recording that is played backwards: the last
 * is the anchor then. LANDMARK_NONE when that has none (it lies outside).
 */
uint32_t landmark_reverse(const struct profile *, uint32_t hash);

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
