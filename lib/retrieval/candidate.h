/*
 * candidate.h - an answer: a recording in which a clip is found, and where
 *
 *	recording  |-----------|== the clip ==|-----------------|
 *	           0        offset_s
 *	                          ref_from_s   ref_to_s    first and last moment
 *	           clip           q_from_s     q_to_s      that agree
 */

#ifndef CANDIDATE_H
#define CANDIDATE_H

#include <stdbool.h>
#include <stdint.h>

#include "retrieval/index.h"
#include "retrieval/vote.h"
#include "retrieval/warp.h"
#include "signal/fingerprint.h"

struct candidate {
	struct segment_rec rec; /* strings live as long as the index */
	uint32_t votes;         /* query times that agree */
	double evalue;          /* such candidates expected by chance */
	double offset_s; /* of the clip's time 0 in the recording; may be < 0 */
	double q_from_s, q_to_s;
	double ref_from_s, ref_to_s;
	double speed, pitch; /* ratio: how much faster, higher the clip is */
};

/*
 * The candidate that a window of votes means, but for its evalue: the map from
 * the clip to the recording, made exact with the recording's peaks if the index
 * has them. warp is that of the query. Returns 1; 0 when the recording is
 * dead; -1 when the segment is damaged.
 */
int candidate_init(struct candidate *, const struct index *,
    const struct vote *, const struct vote_window *, const struct warp *,
    const struct fingerprint *clip);

/* The warp under which the clip is like the recording. */
struct warp candidate_warp(const struct candidate *);

#endif
