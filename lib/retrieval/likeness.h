/*
 * likeness.h - how exactly two recordings are the same where they are
 *
 * The same sound, whatever was done to it, is told from other versions of a
 * piece: another take, another mix, the same notes played by the same synthesiser
 * once more and faster.
 */

#ifndef LIKENESS_H
#define LIKENESS_H

#include <stddef.h>

#include "retrieval/overlay.h"

struct likeness {
	double share; /* of the peaks of both that have their like */
	double pitch; /* median distance of these, grid units */
	double level; /* and of their levels, dB, but for the gain */
	/*
	 * Of a recording whose tempo was changed: what became of the times
	 * within its notes. 1: they were changed as all of it was; 0: they
	 * were not, only the notes begin sooner. From so many pairs of peaks.
	 */
	double inner;
	size_t inner_n;
};

void likeness(struct likeness *, const struct overlay *);

#endif
