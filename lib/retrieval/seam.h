/*
 * seam.h - does a recording go on at a moment, or does something else begin
 *
 *	        |<- 8 s ->|<- 8 s ->|
 *	---------=========|=========-----------
 *	                 time
 *
 * Where a piece was cut out of a recording, the recording has the same notes,
 * instruments and voices before and behind the cut. Where a piece was put into
 * a mix, a film or a compilation, its beginning and its end are seams.
 */

#ifndef SEAM_H
#define SEAM_H

#include <stddef.h>

#include "signal/peak.h"
#include "signal/profile.h"

/*
 * How much what is heard before the moment is like what comes after it: the
 * cosine of the angle between the pitches' histograms, 0 to 1; negative when
 * one side is not there or too quiet to tell. Time in grid units.
 */
double seam(const struct profile *, const struct peak *, size_t n, double time);

/* What that is between two times, as the median of some moments; or negative. */
double seam_within(const struct profile *, const struct peak *, size_t n,
    double from, double to);

#endif
