/*
 * shortlist.h - the recordings that a clip may be from, while it is searched for
 */

#ifndef SHORTLIST_H
#define SHORTLIST_H

#include <stddef.h>

#include "retrieval/candidate.h"

#define SHORTLIST_MAX 64

struct shortlist {
	struct candidate *list; /* room for SHORTLIST_MAX; the best first */
	size_t n;
};

/* Keep it if it is its recording's best, and that among the best. */
void shortlist_keep(struct shortlist *, const struct candidate *);

#endif
