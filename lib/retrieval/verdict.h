/*
 * verdict.h - is one of two recordings a copy of the other, and which
 *
 *	copies?   they are the same sound, not another version (likeness.h), and
 *	          a   |=========|           both all but whole; or
 *	          b   |=========|
 *
 *	          a       |===|             one is whole in the other, which goes on
 *	          b   |---=====-----|       at its ends (seam.h): it was cut out
 *
 *	which?    the first of these that tells them apart:
 *	          contained   it is only a part of the other
 *	          altered     it is further from the pitch of instruments, and
 *	                      plays higher or lower than the other
 *	          noisier     it is heard through noise or voices
 *	          narrower    its lowest and highest bands are weak
 *	          later       it was published later
 *	          shorter
 *	          channel     its channel has the more copies
 *	          newer       the other was stored first
 *
 * What begins alike and goes on otherwise, a mix that has pieces of many, a film
 * with a song in it: these are no copies.
 */

#ifndef VERDICT_H
#define VERDICT_H

#include "retrieval/exhibit.h"
#include "retrieval/likeness.h"
#include "retrieval/loss.h"
#include "retrieval/overlay.h"
#include "retrieval/tuning.h"

enum verdict_copy {
	VERDICT_NONE,
	VERDICT_A, /* a is a copy of b */
	VERDICT_B
};

enum verdict_why {
	VERDICT_APART,   /* nothing, or little, is the same */
	VERDICT_VERSION, /* another version */
	VERDICT_PART,    /* one has the other, among other things */
	VERDICT_CONTAINED,
	VERDICT_ALTERED,
	VERDICT_NOISIER,
	VERDICT_NARROWER,
	VERDICT_LATER,
	VERDICT_SHORTER,
	VERDICT_CHANNEL,
	VERDICT_NEWER
};

struct verdict {
	enum verdict_copy copy;
	enum verdict_why why;
	double coverage_a, coverage_b; /* shares of what sounds */
	double speed, pitch;           /* how much faster, higher a is */
	double a_from_s, a_to_s, b_from_s, b_to_s;
	struct likeness like;
	bool seamed;    /* goes_on says something */
	double goes_on; /* the longer one, at the shorter one's ends: more than
			   this recording does anywhere is 0.5 */
	struct tuning tuning_a, tuning_b;
	struct loss loss;
};

void verdict(struct verdict *, const struct profile *, const struct exhibit *a,
    const struct exhibit *b, const struct overlay *);

/* In a word: "contained". */
const char *verdict_word(enum verdict_why);

#endif
