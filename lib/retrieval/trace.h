/*
 * trace.h - follow a candidate through a long query
 *
 *	query     |----[== window ==]-----------------------|
 *	                 -> [======== stretch ========]
 *
 * A recording that is in one window of a query goes on before and after it.
 * Its peaks are laid over a part of the query that grows while the stretch
 * does, and the map is fitted anew each time: speed need only be constant
 * within what the ear would call so.
 */

#ifndef TRACE_H
#define TRACE_H

#include "retrieval/candidate.h"
#include "retrieval/recording.h"
#include "signal/fingerprint.h"

/*
 * Extend the candidate, whose times are the query's, as far as it goes. Its
 * score becomes that of the stretch. The recording is where it is read to.
 * Returns 0, or -1 when the segment is damaged. What has no peaks stays as it is.
 */
int trace(
    struct candidate *, const struct fingerprint *query, struct recording *);

#endif
