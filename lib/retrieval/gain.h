/*
 * gain.h - how much louder a clip is than the recording in it
 *
 * A peak that is heard is as loud as in the recording but for the gain that
 * all of them share, whatever is heard besides; a peak that is there by chance
 * is of any level. Gain and level are in units of 0.1 dB.
 */

#ifndef GAIN_H
#define GAIN_H

#include <stddef.h>

struct gain_pair {
	double time;    /* grid units */
	int difference; /* level in the clip less that in the recording */
	int gain;       /* what of it was taken off */
};

/*
 * What the gain explains is taken off the differences of n pairs, in order of
 * time. It may change in the course of a long stretch, as when one piece is
 * faded into the next.
 */
void gain_take_off(struct gain_pair *, size_t n);

/*
 * How many times as likely such a difference, less the gain, is of a peak that
 * is heard as of one that is there by chance.
 */
double gain_odds(int difference);

#endif
