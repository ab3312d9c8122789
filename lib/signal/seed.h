/*
 * seed.h - the seed's algorithm, profile sonicgen, bit for bit; sg-profile(5)
 *
 *	power of frames --seed_put--> levels --seed_end--> peaks
 *	peaks --seed_pair--> landmarks, at most 40 in any 62 frames
 *
 * Its defects are kept: they are what the seed's hashes are made of. Levels
 * are clamped to 80 dB below the loudest cell of the whole recording, so the
 * picker must keep all of it (46 kB a second of sound), and where that clamp
 * lies above -30 dB every cell of a silence is a peak. The limiter depends on
 * where the recording starts.
 */

#ifndef SEED_H
#define SEED_H

#include <stddef.h>
#include <stdint.h>

#include "signal/landmark.h"
#include "signal/peak.h"
#include "signal/profile.h"

struct seed_picker {
	const struct profile *profile; /* borrowed */
	size_t n_bins;                 /* kept, profile_bin_first..last */
	int16_t *level;                /* n_bins a frame, 0.1 dB; owned */
	size_t n_level, cap_level;
	float top_db; /* loudest cell so far, of all bins */
	struct peak *peak;
	size_t n_peak, cap_peak;
};

void seed_init(struct seed_picker *, const struct profile *);

/*
 * The next frame: power of its kept bins, |X|^2 of an FFT that is not
 * normalised; and the largest power of all its bins, 0..window/2, kept or
 * not, because the seed clamped before it cut the band out.
 *
 * Levels are rounded here and clamped in seed_end(). The seed clamped first;
 * rounding never changes an order, so the rounded maximum of two levels is the
 * maximum of the rounded, as long as the clamp itself is rounded only once:
 * hence top_db is not.
 */
void seed_put(struct seed_picker *, const float *power, float loudest);

/*
 * All peaks of the recording, in order of (time, pitch), in *peaks, which the
 * picker owns until its release. Returns how many. The last call but that.
 */
size_t seed_end(struct seed_picker *, struct peak **peaks);

void seed_release(struct seed_picker *);

/*
 * The landmarks of n peaks, which are in order of (time, pitch): paired,
 * limited, in order of (t_ref, text of the hash), each once. Returns how many;
 * *out is the caller's to free, NULL when there are none.
 */
size_t seed_pair(const struct profile *, const struct peak *, size_t n,
    struct landmark **out);

#endif
