/*
 * analyser.h - samples in, peaks out, by either profile's rules
 *
 *	analyser_put(&a, x, n);  while (analyser_next(&a, &peak)) ...
 *	analyser_end(&a);        while (analyser_next(&a, &peak)) ...
 *
 * sg1 keeps about a second; sonicgen keeps levels of the whole recording and
 * gives all its peaks after the end.
 */

#ifndef ANALYSER_H
#define ANALYSER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "signal/peak.h"
#include "signal/pick.h"
#include "signal/profile.h"
#include "signal/seed.h"
#include "signal/stft.h"

struct analyser {
	const struct profile *profile;
	uint32_t frames; /* analysed so far */
	struct stft stft;
	struct picker pick;      /* sg1 */
	struct seed_picker seed; /* sonicgen */
	struct peak *peak;       /* sonicgen, after the end: owned by seed */
	size_t n_peak, next;
	float *hop; /* samples that wait for a whole hop */
	size_t n_hop;
	float *power;
};

/* Returns 0, or -1 when there is no memory for the transform. */
int analyser_init(struct analyser *, const struct profile *);

/* Take n more samples at the profile's rate; any n. */
void analyser_put(struct analyser *, const float *x, size_t n);

/* There are no more samples. */
void analyser_end(struct analyser *);

/* The next peak that is ready, in order of (time, pitch). */
bool analyser_next(struct analyser *, struct peak *);

void analyser_release(struct analyser *);

#endif
