#include <math.h>

#include "retrieval/tuning.h"

static const double pi = 3.14159265358979323846, a4_hz = 440;

/* Speech has a strength of 0.01 to 0.08, drums to 0.1, music 0.2 to 0.9. */
static const double strength_min = 0.15;

enum {
	PEAKS_MIN = 100 /* of chance the strength is 0.1 then */
};

/*
 * The mean direction of pitches on a circle of one semitone: Mardia and Jupp,
 * Directional Statistics, 2000, section 2.2.
 */
void
tuning(struct tuning *t, const struct profile *p, const struct peak *peak,
    size_t n)
{
	double turn, x = 0, y = 0;
	size_t i;

	for (i = 0; i < n; i++) {
		turn = 2 * pi * 12 * log2(profile_hz(p, peak[i].pitch) / a4_hz);
		x += cos(turn);
		y += sin(turn);
	}
	t->strength = n > 0 ? hypot(x, y) / (double)n : 0;
	t->cents = n > 0 ? atan2(y, x) / (2 * pi) * 100 : 0;
	t->known = n >= PEAKS_MIN && t->strength >= strength_min;
}
