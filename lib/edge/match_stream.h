/*
 * match_stream.h - search for each clip of a stream, and print the answers
 *
 * Clips are searched beside each other, the answers are in the order of the
 * clips (in_order.h), each as soon as it is known.
 */

#ifndef MATCH_STREAM_H
#define MATCH_STREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "edge/shards.h"
#include "retrieval/match.h"
#include "signal/fingerprint.h"

/* How to answer. */
struct manner {
	bool timeline, json, landmarks;
	bool others;     /* leave out the clip's own recording */
	struct match as; /* its settings are every search's */
	struct shards in;
	FILE *out;
	/* what a search cost, and its number of candidates; or NULL */
	void (*told)(const struct fingerprint *, const struct match *, size_t);
	char err[ID_MAX + 512];
};

/*
 * Answer every clip. Returns how many had a candidate, or -1 with how->err set,
 * after the answers before: the stream, a segment or a clip is damaged. Errors
 * of writing stay in the FILE.
 */
ptrdiff_t match_stream(struct fingerprint_reader *, struct manner *);

#endif
