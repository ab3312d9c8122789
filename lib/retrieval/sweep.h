/*
 * sweep.h - go through whole recordings, peak by peak
 *
 * Under a loud voice none of a landmark's three peaks may be left where it was,
 * and still many single ones are. The recordings that have the most hits for
 * their length, as many as SWEEP_PEAKS allow, are searched for their best place
 * by their peaks alone (places.h): in a small collection, all of them.
 */

#ifndef SWEEP_H
#define SWEEP_H

#include "retrieval/chance.h"
#include "retrieval/index.h"
#include "retrieval/shortlist.h"
#include "retrieval/vote.h"

#define SWEEP_PEAKS 2000000 /* 48 hours of music */

/*
 * The best places become candidates in list and, unless chance is NULL, what
 * chance gives. The votes tell which recordings to take. Returns 0, or -1 when
 * a segment is damaged.
 */
int sweep(const struct index *, const struct vote *, const struct clip *,
    struct peak_cache *, struct shortlist *list, struct chance *chance);

#endif
