/*
 * slice.h - a stretch of a sound as an AU stream that tells the truth
 *
 *	|--- skip ---|--- take ---|		samples, as they come
 *
 * The header is written with the first sample, so that a failure before it
 * leaves nothing. The last sample is held back until the sound has proved to
 * be whole: a stream that announced its length then lacks one when it is not.
 */

#ifndef SLICE_H
#define SLICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "signal/au.h"

struct slice {
	FILE *fp; /* borrowed; errors stay in it */
	enum au_encoding encoding;
	uint32_t rate;   /* Hz */
	const char *id;  /* borrowed */
	uint64_t skip;   /* samples still to be dropped */
	uint64_t take;   /* samples still wanted; UINT64_MAX: all */
	uint64_t length; /* for the header; AU_UNKNOWN to begin with */
	bool begun;      /* the header is written, and held is a sample */
	float held;
};

/* s->length of all samples there are, before skip and take; if known. */
void slice_announce(struct slice *s, uint64_t all);

/* The next n samples of the sound. */
void slice_put(struct slice *s, const float *x, size_t n);

/*
 * The end: whole, or cut inside a sample so that readers refuse it. Returns
 * whether there is a whole stream.
 */
bool slice_end(struct slice *s, bool whole);

#endif
