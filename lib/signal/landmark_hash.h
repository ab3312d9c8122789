/*
 * landmark_hash.h - the number that names a landmark
 *
 * sg1: the anchor's pitch, each target's pitch less the anchor's, 1 the earlier
 * one, and the two times from the anchor, each divided by its step and rounded,
 * in mixed radix. sonicgen: (f1 * 372 + f2) * 16 + dt/2, which stands for the
 * seed's digest. Hashes are numbers below landmark_space().
 */

#ifndef LANDMARK_HASH_H
#define LANDMARK_HASH_H

#include <stdint.h>

#include "signal/peak.h"
#include "signal/profile.h"

#define LANDMARK_NONE UINT32_MAX

/* How many different hashes the profile has. */
uint32_t landmark_space(const struct profile *);

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
 * For those who make many hashes: sg1's parts, divided beforehand.
 */
struct landmark_grid {
	int32_t pitch, df, dt; /* how many steps each part has */
	int32_t dt_pair;       /* and a pair of times */
	int32_t df_step, dt_step;
};

struct landmark_part {
	int32_t at;   /* steps */
	int32_t lean; /* the side on which the next step is near; 0: neither */
};

struct landmark_grid landmark_grid(const struct profile *);
struct landmark_part landmark_part(int32_t x, int32_t step);

/* The hash of parts in steps, or LANDMARK_NONE when it lies outside. */
uint32_t landmark_pack(const struct landmark_grid *, int32_t pitch, int32_t df1,
    int32_t df2, int32_t dt1, int32_t dt2);

#endif
