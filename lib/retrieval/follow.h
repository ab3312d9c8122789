/*
 * follow.h - follow a map from one recording to another to both their ends
 *
 *	a  ......[ fitted ][ step ]->
 *
 * Step by step the map is fitted anew to what went before, so that a speed
 * which is not quite what was said, or drifts, does no harm; where nothing is
 * the same it goes on as it was.
 */

#ifndef FOLLOW_H
#define FOLLOW_H

#include <stdbool.h>
#include <stddef.h>

#include "retrieval/align.h"
#include "signal/peak.h"

/* Two recordings: peaks of rank < store_rank, in order of (time, pitch). */
struct follow_sides {
	const struct peak *a, *b; /* borrowed */
	size_t n_a, n_b;
};

/* A peak, under the map. */
struct follow_event {
	double a, b;             /* its time in both */
	bool of_a;               /* whose it is */
	const struct peak *peak; /* itself */
	const struct peak *like; /* the other's, or NULL */
	double c;                /* of the map */
};

struct follow {
	struct follow_event *event; /* in order of a's time; owned */
	size_t n, cap;
	double share; /* of peaks that have their like, at the place itself */
};

/*
 * All peaks of both under the map that begins as *at for a's [from, to). Both
 * recordings have peaks.
 */
void follow(struct follow *, const struct follow_sides *,
    const struct align *place, double from, double to);

void follow_release(struct follow *);

#endif
