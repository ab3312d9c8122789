/*
 * chance.h - the best score of each recording for the clip backwards
 */

#ifndef CHANCE_H
#define CHANCE_H

#include <stddef.h>
#include <stdint.h>

#include "retrieval/evalue.h"

struct chance { /* zeroed: nothing was seen */
	struct chance_score {
		uint64_t recording;
		double score;
	} * list; /* of all windows; owned */
	size_t n, cap;
};

/* A window in a row of a segment of the index. */
void chance_add(struct chance *, size_t segment, uint32_t row, double score);

/* The tail of the recordings' best scores. */
void chance_fit(struct chance *, struct evalue_tail *);

void chance_release(struct chance *);

#endif
