/*
 * crowd.h - how likely it is that something hits a clip's peak by accident
 *
 *	pitch
 *	 ^            :          the row: the same pitch, 1.5 s each way
 *	 |  .   . . . * .  . .   the column: the same moment, an octave each way
 *	 |            :
 *	 +-----------------> time
 *
 * Music holds its pitches and keeps its beats, so that one piece laid over
 * another in the same key or rhythm hits many peaks at once. Where a row and a
 * column are fuller than the density about their crossing explains, a hit says
 * less: as if pitches and moments were drawn independently of each other.
 */

#ifndef CROWD_H
#define CROWD_H

#include <stddef.h>

#include "retrieval/density.h"
#include "signal/peak.h"

/*
 * Write to chance[i], for each of the n peaks of a clip, in order of time, the
 * probability that a place within the ellipse of align.h about it is hit by
 * chance.
 */
void crowd_chances(
    float *chance, const struct density *, const struct peak *, size_t n);

#endif
