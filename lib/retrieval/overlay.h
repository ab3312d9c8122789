/*
 * overlay.h - two recordings laid over one another: where they are the same
 *
 *	a   |-----=======-----====---|
 *	           \      \    |   |      stretches, each with its own map
 *	b         |-=======----====------|
 *
 * A candidate says where some seconds of a are in b. From there the map is
 * followed to both ends (follow.h). A peak of either that has its like in the
 * other speaks for the place, one that has none a little against it; the
 * stretches are the most likely sequence of "the same" and "something else"
 * (Viterbi, IEEE Trans. Inf. Theory 13:2, 1967).
 *
 * Both sides have the peaks that an index keeps, so that it does not matter
 * which of the two was stored first.
 */

#ifndef OVERLAY_H
#define OVERLAY_H

#include <stdbool.h>
#include <stddef.h>

#include "retrieval/follow.h"

struct overlay_stretch {
	double a_from, a_to, b_from, b_to; /* grid units of time */
	double speed;            /* of b's time to a's, over all of it */
	double c;                /* how much higher a is, grid units */
	double score;            /* nats, for being the same */
	size_t first, pairs;     /* of the overlay's pairs */
	size_t peaks_a, peaks_b; /* in the stretch */
};

/* A peak of a and its like in b. */
struct overlay_pair {
	const struct peak *a, *b;
	double c; /* as the map has it there */
};

struct overlay {
	struct follow_sides sides;
	struct overlay_stretch *stretch; /* in order of a's time; owned */
	size_t n, cap;
	struct overlay_pair *pair; /* owned */
	size_t n_pair, cap_pair;
};

void overlay_init(struct overlay *, const struct follow_sides *);

/*
 * Follow a place: a's [from, to), grid units of time, is in b by the map. What
 * is found is kept beside what was found from other places. Nothing, if that
 * place is on a stretch already.
 */
void overlay_follow(
    struct overlay *, const struct align *, double from, double to);

/*
 * When all places were followed: of stretches that explain the same of a the
 * best stays, as of a refrain that is found wherever it is sung.
 */
void overlay_settle(struct overlay *);

/*
 * What of a, or else of b, is in stretches: the share of its seconds in which
 * anything is heard. second: in grid units.
 */
double overlay_share(const struct overlay *, bool of_a, double second);

void overlay_release(struct overlay *);

#endif
