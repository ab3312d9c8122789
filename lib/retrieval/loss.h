/*
 * loss.h - what one of two recordings of the same sound has lost
 *
 * A codec of an ordinary rate leaves no trace below 4 kHz that would tell which
 * of the two came first; a telephone, a loudspeaker in a room, noise and voices
 * do.
 */

#ifndef LOSS_H
#define LOSS_H

#include <stdbool.h>

#include "retrieval/overlay.h"
#include "signal/profile.h"

struct loss { /* positive: a has lost more than b */
	bool known;
	double floor_db; /* its quietest peaks are so much louder */
	double band_db;  /* its lowest and highest band are so much weaker, as
			   measured by the middle */
};

void loss(struct loss *, const struct profile *, const struct overlay *);

#endif
