/*
 * turn.h - peaks of a recording into its fingerprint stream, in turns
 *
 *	peaks 0:00-1:00 | hashes 0:00-1:00 | peaks 1:00-2:00 | hashes ...
 *
 * Each turn is a section of peaks and one of the hashes anchored in the same
 * stretch, so that neither the writer nor a reader needs a long recording in
 * memory. sonicgen's pairing looks at the whole recording: one turn.
 */

#ifndef TURN_H
#define TURN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/id.h"
#include "signal/peak.h"
#include "signal/profile.h"

struct turn {
	FILE *fp; /* borrowed */
	const struct profile *profile;
	const char *by; /* the program; borrowed */
	bool hashes_only;
	char rec[ID_MAX + 1];
	uint32_t from;     /* first frame of this turn */
	uint32_t last;     /* time of the last peak */
	struct peak *peak; /* of this turn and what follows it, so far */
	size_t n_peak, cap_peak;
};

void turn_init(struct turn *, FILE *, const struct profile *, const char *by,
    bool hashes_only);

/* Begin a recording; turn_end() must have ended the last one. */
void turn_begin(struct turn *, const char *rec);

/*
 * Take the recording's next peak; writes what is complete. Returns 0, or -1
 * when it lies before the last one. Errors of writing stay in the FILE.
 */
int turn_put(struct turn *, const struct peak *);

/* The recording ends; frames are how many it had (0: not known). */
void turn_end(struct turn *, uint32_t frames);

/*
 * The recording cannot be ended: begin a section and leave it so, or whole
 * turns before would look like a whole, shorter recording.
 */
void turn_break(struct turn *);

void turn_release(struct turn *);

#endif
