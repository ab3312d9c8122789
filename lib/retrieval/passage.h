/*
 * passage.h - a stretch of one recording's fingerprint, hashes left as text
 *
 * What a filter of fingerprints holds: it never needs to know what a hash
 * means, so it needs no table of digests either (compare fingerprint.h).
 */

#ifndef PASSAGE_H
#define PASSAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/stream.h"
#include "retrieval/sampling.h"
#include "signal/landmark.h"
#include "signal/peak.h"
#include "signal/profile.h"

struct hash_row {
	uint32_t t_ref;
	char hash[LANDMARK_TEXT];
};

struct passage {
	const struct profile *profile; /* borrowed */
	char id[ID_MAX + 1];
	uint32_t frames; /* of the recording so far; the last row's at least */
	bool has_peaks, has_hashes; /* a section of them was there */
	struct peak *peak;          /* in order of time */
	size_t n_peak, cap_peak;
	uint32_t peaks_to;     /* frame of the last peak read */
	struct hash_row *hash; /* in order of t_ref */
	size_t n_hash, cap_hash;
	uint32_t hashes_to; /* and of the last hash */
	uint32_t k;         /* the next window */
};

void passage_init(struct passage *, const struct profile *);

/* Forget all rows and begin with another recording. */
void passage_begin(struct passage *, const char *id);

/*
 * Add the current row of a stream of peaks or hashes. Returns 0, or -1 with
 * the stream's err set: malformed, or earlier than the row before.
 */
int passage_put(struct passage *, struct stream *);

/*
 * Print windows, each as a recording of its own, "ID@SECONDS", that begins
 * with the window; first its peaks, then its hashes, if the recording has
 * them. Those that no later row can belong to, and forget what is behind; or
 * all that remain, once the recording has ended. Between two turns of peaks
 * and hashes is the time for the former. Errors stay in the FILE; returns -1
 * when the new identity is too long for one, else 0.
 */
int passage_print_windows(FILE *, struct passage *, const char *by,
    const struct window_plan *, bool ended);

/* Print the hashes that the seed would sample, where they are. */
void passage_print_sample(FILE *, const struct passage *, const char *by);

void passage_release(struct passage *);

#endif
