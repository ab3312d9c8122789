/*
 * tier.h - one tier of a search: how a clip is asked for, and what comes of it
 */

#ifndef TIER_H
#define TIER_H

#include <stdbool.h>
#include <stddef.h>

#include "retrieval/match.h"
#include "retrieval/shortlist.h"

struct tier {
	enum warp_range range;
	uint32_t rank, fanout; /* of the clip's peaks and their targets */
	bool near;             /* near misses of its hashes, too */
	size_t windows;        /* of each query's votes */
	size_t places;         /* of all, to be looked at closely */
	size_t placed;  /* recordings that are searched for a better place */
	size_t swept;   /* places by peaks alone that are looked at: sweep.h */
	uint64_t peaks; /* that are gone through for them, over all warps; */
	uint64_t whole; /* or so many when that is the whole index */
	size_t every;   /* so many warps the clip is asked for backwards, too;
			  0: never, and little is known of what chance gives */
	double chances; /* evalues count it so many times */
};

/*
 * Search for the clip. m->list, which may have candidates of tiers before, has
 * those that are significant afterwards, best first. Returns 0, or -1 with
 * m->err set.
 */
int tier_search(struct match *m, const struct tier *, const struct clip *,
    const struct clip *backwards);

#endif
