/*
 * tuning.h - how far a recording is off the pitch that instruments are tuned to
 *
 * Whoever speeds up a recording, slows it down or shifts its pitch leaves the
 * grid of semitones around A = 440 Hz, unless the change is one of whole
 * semitones. Of 202 recordings of music 190 lie within 9 cents of it.
 */

#ifndef TUNING_H
#define TUNING_H

#include <stdbool.h>
#include <stddef.h>

#include "signal/peak.h"
#include "signal/profile.h"

struct tuning {
	double cents;    /* -50 to 50: above the nearest semitone */
	double strength; /* 0: pitches lie anywhere, 1: all just there */
	bool known;      /* it is more than chance */
};

void tuning(
    struct tuning *, const struct profile *, const struct peak *, size_t n);

#endif
