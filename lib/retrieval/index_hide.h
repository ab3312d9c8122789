/*
 * index_hide.h - leave a recording out of a search: a query's own
 *
 * The recording is dead to this process until it is revealed; the files stay
 * as they are.
 */

#ifndef INDEX_HIDE_H
#define INDEX_HIDE_H

#include "retrieval/index.h"

struct index_hidden {
	struct segment *segment; /* NULL: nothing is hidden */
	uint32_t row;
};

/*
 * Hide the recording with the query's id or, when there is none, the one that a
 * window of sg-segment(1), ID@SECONDS, was cut from. Returns 0, also when there
 * is no such recording; -1 with ix->err set.
 */
int index_hide(struct index *, const char *query, struct index_hidden *);

void index_reveal(struct index_hidden *);

#endif
