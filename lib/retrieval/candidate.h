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

#include "retrieval/clip.h"
#include "retrieval/nominee.h"
#include "retrieval/places.h"
#include "retrieval/recording.h"

struct candidate {
	struct segment_rec rec; /* strings live as long as the index */
	const struct segment *segment;
	uint32_t row;    /* of the segment */
	bool placed;     /* there is no better place in the recording */
	uint32_t votes;  /* query times whose hashes agree; 0: its peaks tell */
	double score;    /* of the peaks: coverage.h; else of the votes */
	double evalue;   /* such candidates expected by chance */
	double slope;    /* natural log of the evalue's fall, a nat of score */
	double offset_s; /* of the clip's time 0 in the recording; may be < 0 */
	double q_from_s, q_to_s;
	double ref_from_s, ref_to_s;
	double speed, pitch; /* ratio: how much faster, higher the clip is */
};

/*
 * The candidate that a nominee means, but for its evalue: the map from the clip
 * to the recording, made exact with the recording's peaks if it has them.
 * Returns 1, or 0 when nothing of it is heard.
 */
int candidate_init(struct candidate *, const struct nominee *,
    const struct clip *, const struct recording *);

/*
 * The best places of the candidate in its recording, changed as the clip is
 * here (places.h), the candidate itself among them: best first, max at most,
 * which is at most PLACES_MAX. Returns how many, 1 at least.
 */
size_t candidate_places(const struct candidate *, const struct clip *,
    const struct recording *, struct candidate *out, size_t max);

/*
 * A recording of the same pitch throughout is found at a wrong tempo, too: the
 * candidate becomes its recording's best place at any tempo, at its pitch, if
 * there is a better one.
 */
void candidate_retime(
    struct candidate *, const struct clip *, const struct recording *);

/* How many tempi that tries. */
#define CANDIDATE_TEMPI 49

/* The map from the clip to the recording, on the grid. */
struct align candidate_map(const struct candidate *);

/* A new map, and how far and how well it fits. */
void candidate_take(
    struct candidate *, const struct align *, const struct coverage *);

/* The most significant first; for qsort(3). */
int candidate_order(const void *, const void *);

#endif
