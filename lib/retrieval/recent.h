/*
 * recent.h - a small index in memory, of recordings that came after a search
 */

#ifndef RECENT_H
#define RECENT_H

#include "retrieval/index.h"
#include "retrieval/nominations.h"
#include "retrieval/segment_build.h"

struct recent {
	struct index ix; /* a segment for each recording */
};

void recent_init(struct recent *, const struct profile *);

/* One of the same id is replaced. 0, or -1 with r->ix.err set. */
int recent_add(
    struct recent *, const struct fingerprint *, const struct segment_meta *);

void recent_release(struct recent *);

/*
 * What sg-match -Tx finds in an index, added to the nominations. 0, or -1 with
 * ix->err set.
 */
int recent_search(
    struct index *, const struct fingerprint *, struct nominations *);

#endif
