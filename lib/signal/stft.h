/*
 * stft.h - short-time Fourier transform: samples to frames of power
 *
 *	samples  |-------- window --------|
 *	frame 0  |########################|
 *	frame 1      |########################|
 *	         |hop|
 *
 * Frame i covers samples [i*hop, i*hop + window); nothing is padded, so the
 * last partial window makes no frame. The only file that knows FFTW.
 */

#ifndef STFT_H
#define STFT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "signal/profile.h"

struct stft {
	uint32_t window, hop;
	uint32_t bin, n_bin;  /* first bin kept, how many */
	uint32_t n_held;      /* samples in `held` */
	uint32_t cap_held;    /* room in it */
	float *held;          /* the last samples, oldest first */
	float *hann;          /* periodic */
	float *in;            /* FFTW's */
	float (*out)[2];      /* window / 2 */
	float *re, *im;       /* the same apart, and the first again */
	float *sine, *cosine; /* of bins 0 to window / 2 */
	void *plan;
	bool find_loudest; /* for a profile that clamps: range_db > 0 */
	float loudest;     /* greatest power of the last frame, all bins */
};

/* Returns 0, or -1 when FFTW has no memory. */
int stft_init(struct stft *, const struct profile *);

/*
 * Take hop more samples. Returns true when they complete a frame; power
 * (room for n_bin) then holds |X|^2 of the un-normalised transform.
 */
bool stft_put(struct stft *, const float *x, float *power);

void stft_release(struct stft *);

#endif
