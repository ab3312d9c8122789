/*
 * chance.h - the best score of each recording for the clip backwards
 */

#ifndef CHANCE_H
#define CHANCE_H

#include <stddef.h>
#include <stdint.h>

#include "retrieval/candidate.h"
#include "retrieval/evalue.h"

struct chance { /* zeroed: nothing was seen */
	struct chance_score {
		const struct segment *segment;
		uint32_t row;
		double score;
	} * list; /* of all places; owned */
	size_t n, cap;
};

void chance_add(struct chance *, const struct candidate *);

/* The tail of the recordings' best scores. */
void chance_fit(struct chance *, struct evalue_tail *);

void chance_release(struct chance *);

#endif
