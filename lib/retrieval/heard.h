/*
 * heard.h - the peaks of a recording that are heard in a clip
 *
 * What a candidate rests on: each pair is a peak of the recording and the peak
 * of the clip that lies where the candidate's map puts it (align.h).
 */

#ifndef HEARD_H
#define HEARD_H

#include <stddef.h>

#include "retrieval/candidate.h"
#include "retrieval/recording.h"
#include "signal/fingerprint.h"

struct heard {
	const struct peak *clip, *rec; /* borrowed */
};

/*
 * The pairs between the candidate's first and last moment, in the order of
 * the recording's peaks; none where clip or recording have no peaks. The
 * clip is what the candidate's times are of. *list grows as it must, up to
 * *cap; it is the caller's. Returns how many.
 */
size_t heard(struct heard **list, size_t *cap, const struct candidate *,
    const struct fingerprint *clip, const struct recording *);

#endif
