/*
 * shortlist.h - the recordings that a clip may be from, while it is searched for
 */

#ifndef SHORTLIST_H
#define SHORTLIST_H

#include <stddef.h>

#include "retrieval/candidate.h"
#include "retrieval/clip.h"
#include "retrieval/peak_cache.h"

#define SHORTLIST_MAX 64

struct shortlist {
	struct candidate *list; /* room for SHORTLIST_MAX; the best first */
	size_t n;
};

/* Keep it if it is its recording's best, and that among the best. */
void shortlist_keep(struct shortlist *, const struct candidate *);

/*
 * Votes may name the right recording, changed as the clip is, but a wrong place
 * in it. The first n candidates become those of the best place that their
 * recordings' peaks tell (places.h). Returns 0, or -1 when a segment is damaged.
 */
int shortlist_place(
    struct shortlist *, size_t n, const struct clip *, struct peak_cache *);

#endif
