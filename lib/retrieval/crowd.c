#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/sg.h"
#include "retrieval/align.h"
#include "retrieval/crowd.h"

/* How far rows and columns reach, grid units of 2 ms and 1/768 octave. */
enum {
	ROW_TIME = 750,
	ROW_PITCH = 8,
	COLUMN_TIME = 8,
	COLUMN_PITCH = 768
};

/* The chance of a hit in the emptiest corner of a clip, and in the fullest. */
static const double chance_min = 0.002, chance_max = 0.9;

static const double ellipse = 3.14159265 * ALIGN_TIME * ALIGN_PITCH;

struct company { /* of a peak */
	uint32_t row, column;
};

/* Each pair of peaks is seen once, and counts for both. */
static void
count(struct company *c, const struct peak *p, size_t n)
{
	uint32_t dt, dp;
	size_t i, j;

	for (i = 0; i < n; i++)
		for (j = i + 1; j < n; j++) {
			if ((dt = p[j].time - p[i].time) > ROW_TIME)
				break;
			dp = (uint32_t)abs((int)p[j].pitch - p[i].pitch);
			if (dp <= ROW_PITCH) {
				c[i].row++;
				c[j].row++;
			}
			if (dt <= COLUMN_TIME && dp <= COLUMN_PITCH) {
				c[i].column++;
				c[j].column++;
			}
		}
}

/* How many times as full as expected, with one peak of evidence that it is. */
static double
fullness(uint32_t seen, double expected)
{
	return (1 + seen) / (1 + expected);
}

void
crowd_chances(
    float *chance, const struct density *d, const struct peak *p, size_t n)
{
	struct company *c = xreallocarray(NULL, n + 1, sizeof *c);
	double area, span, full, last = n > 0 ? p[n - 1].time : 0;
	size_t i;

	memset(c, 0, n * sizeof *c);
	count(c, p, n);
	for (i = 0; i < n; i++) {
		area = density_at(d, p[i].time, p[i].pitch);
		span = fmin(p[i].time + ROW_TIME, last) -
		       fmax((double)p[i].time - ROW_TIME, 0);
		full = fullness(c[i].row, span * 2 * ROW_PITCH * area) *
		       fullness(c[i].column,
			   2.0 * COLUMN_TIME * 2 * COLUMN_PITCH * area);
		chance[i] = (float)fmin(
		    chance_min + ellipse * area * fmax(full, 1), chance_max);
	}
	free(c);
}
