/*
 * timeline.h - a long or spliced query: which recordings, when
 *
 *	query   |--- A ---|-- B --|   ?   |----- C -----|
 *	              |---- D ----|                          at the same time
 *
 * Windows of the query are searched one after another, and what is found in
 * one is traced through the whole query (trace.h). A window that is explained
 * is only searched as it is, for what is heard at the same time; of stretches
 * that nothing explains every second window is searched under warps, too.
 */

#ifndef TIMELINE_H
#define TIMELINE_H

#include <stddef.h>

#include "retrieval/candidate.h"
#include "retrieval/match.h"
#include "retrieval/recording.h"
#include "signal/fingerprint.h"

struct timeline {
	struct candidate *list; /* stretches in order of query time; owned */
	size_t n, cap;
	struct recording rec; /* that was traced last */
};

/*
 * The stretches of a query, by the settings of m; each window is a chance
 * more, which the evalues count. With m->all_places a recording may be at
 * several of its places at the same time of the query. Returns 0, or -1 with
 * m->err set. Release in either case.
 */
int timeline_init(
    struct timeline *, struct match *m, const struct fingerprint *query);

void timeline_release(struct timeline *);

#endif
