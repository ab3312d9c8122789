/*
 * density.h - how close together a clip's peaks lie, here and there
 *
 * The chance that a place has a peak within some distance by accident is what
 * a peak found there is weighed with: little in a busy corner of the clip.
 */

#ifndef DENSITY_H
#define DENSITY_H

#include <stddef.h>
#include <stdint.h>

#include "signal/peak.h"
#include "signal/profile.h"

struct density {
	float *peaks; /* a grid unit of time and one of pitch; owned */
	uint32_t from, times, pitches; /* of the grid: its first time */
};

/* Peaks are in order of time, on the profile's grid. */
void density_init(
    struct density *, const struct profile *, const struct peak *, size_t n);

/* Peaks to be expected on a grid unit of each about the place. */
double density_at(const struct density *, double time, double pitch);

void density_release(struct density *);

#endif
