/* lengths.h - how long the lists of an index are: a histogram, and its figures */

#ifndef LENGTHS_H
#define LENGTHS_H

#include <stdint.h>

#include "retrieval/index_stat.h"

struct lengths {
	uint64_t *count; /* of lists of each length; owned */
	uint64_t lists, longest;
	double squares; /* sum of the lengths' */
};

void lengths_init(struct lengths *);

/* There is a list of so many postings. */
void lengths_add(struct lengths *, uint64_t length);

/* Fill in what st says of lists; st->postings is known. */
void lengths_stat(const struct lengths *, struct index_stat *st);

void lengths_release(struct lengths *);

#endif
