/*
 * sampling.h - which part of a long fingerprint stands for it
 *
 * Two ways: the seed's, sections of rows of hashes, evenly spaced over the
 * list however the rows lie in time:
 *
 *	rows     0....step....2*step....            length
 *	kept     ####      ####      ####      ####
 *	         rows_each
 *
 * and windows of time, overlapping, adjacent or spaced.
 */

#ifndef SAMPLING_H
#define SAMPLING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "signal/profile.h"

struct sampling {
	size_t length; /* rows of the whole list */
	size_t sections;
	size_t step;      /* rows from one section to the next */
	size_t rows_each; /* kept of a section: per section, rounded */
	size_t compared;  /* what the seed divides its matches by: sections
			     times hashes per section, that one cut off */
};

/* The seed's plan for a list of so many hashes; below 1000 it is all of it. */
void sampling_plan(struct sampling *, size_t length);

/* Is row 0..length-1 kept? */
bool sampling_keeps(const struct sampling *, size_t row);

struct window { /* frames first..end-1 */
	uint32_t first, end;
};

struct window_plan {
	double step;     /* frames, with fractions */
	uint32_t length; /* frames */
};

/* Windows of seconds, one every step_s; each begins at the nearest frame. */
void window_plan(struct window_plan *, const struct profile *, double seconds,
    double step_s);

/* Window k = 0, 1, ... of a recording without end. */
struct window window_at(const struct window_plan *, uint32_t k);

/*
 * Window k of a recording of so many frames, cut at its end. False when it is
 * not made: an earlier one has reached the end, or less than half of it is
 * left. The first is always made.
 */
bool window_of(
    const struct window_plan *, uint32_t k, uint32_t frames, struct window *);

#endif
