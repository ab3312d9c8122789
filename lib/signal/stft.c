#include <fftw3.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/cpu.h"
#include "base/sg.h"
#include "signal/stft.h"

enum {
	ROOM = 32 /* hops that come before the samples are moved */
};

int
stft_init(struct stft *s, const struct profile *p)
{
	uint32_t half = p->window / 2, i;
	double angle;

	*s = (struct stft) {
		.window = p->window,
		.hop = p->hop,
		.bin = profile_bin_first(p),
		.n_bin = profile_bin_last(p) - profile_bin_first(p) + 1,
		.find_loudest = p->range_db > 0,
	};
	s->cap_held = p->window + ROOM * p->hop;
	s->held = xreallocarray(NULL, s->cap_held, sizeof *s->held);
	s->hann = xreallocarray(NULL, p->window, sizeof *s->hann);
	/* half of it: power_of() adds two halves */
	for (i = 0; i < p->window; i++)
		s->hann[i] =
		    (float)(0.25 - 0.25 * cos(2 * M_PI * i / p->window));
	s->re = xreallocarray(NULL, half + 1, sizeof *s->re);
	s->im = xreallocarray(NULL, half + 1, sizeof *s->im);
	s->sine = xreallocarray(NULL, half + 1, sizeof *s->sine);
	s->cosine = xreallocarray(NULL, half + 1, sizeof *s->cosine);
	for (i = 0; i <= half; i++) {
		angle = 2 * M_PI * i / p->window;
		s->sine[i] = (float)sin(angle);
		s->cosine[i] = (float)cos(angle);
	}
	s->in = fftwf_alloc_real(p->window);
	s->out = (float(*)[2])fftwf_alloc_complex(half);
	if (s->in != NULL && s->out != NULL)
		/* ESTIMATE: MEASURE may choose another algorithm each run, and
		 * with it other last bits. FFTW's estimate for real input takes
		 * four times as long as for half as many complex samples. */
		s->plan = fftwf_plan_dft_1d((int)half, (fftwf_complex *)s->in,
		    (fftwf_complex *)s->out, FFTW_FORWARD, FFTW_ESTIMATE);
	if (s->plan != NULL)
		return 0;
	stft_release(s);
	return -1;
}

/*
 * Power of bins first to first + n - 1. Real samples x were transformed as
 * z[i] = x[2i] + x[2i+1] i; with N = window / 2 the spectrum is
 *
 *	X[k] = (Z[k] + Z*[N-k]) / 2 - i e^(-i pi k / N) (Z[k] - Z*[N-k]) / 2
 */
CPU_CLONES static void
power_of(const struct stft *s, uint32_t first, uint32_t n, float *power)
{
	const float *re = s->re + first, *im = s->im + first;
	const float *back_re = s->re + s->window / 2 - first;
	const float *back_im = s->im + s->window / 2 - first;
	const float *sine = s->sine + first, *cosine = s->cosine + first;
	float dr, di, x, y;
	ptrdiff_t i;

#pragma omp simd private(dr, di, x, y)
	for (i = 0; i < (ptrdiff_t)n; i++) {
		dr = re[i] - back_re[-i];
		di = im[i] + back_im[-i];
		x = re[i] + back_re[-i] - sine[i] * dr + cosine[i] * di;
		y = im[i] - back_im[-i] - sine[i] * di - cosine[i] * dr;
		power[i] = x * x + y * y;
	}
}

/* The window in front of the transform. */
CPU_CLONES static void
look_through(const float *x, const float *hann, float *out, uint32_t n)
{
	uint32_t i;

#pragma omp simd
	for (i = 0; i < n; i++)
		out[i] = x[i] * hann[i];
}

CPU_CLONES static void
take_apart(float (*z)[2], float *re, float *im, uint32_t n)
{
	uint32_t i;

#pragma omp simd
	for (i = 0; i < n; i++) {
		re[i] = z[i][0];
		im[i] = z[i][1];
	}
}

/* Transform `in`, and take the complex samples apart. */
static void
transform(struct stft *s)
{
	uint32_t half = s->window / 2;

	fftwf_execute(s->plan);
	take_apart(s->out, s->re, s->im, half);
	s->re[half] = s->re[0];
	s->im[half] = s->im[0];
}

/* Greatest power of all bins, 0 to window / 2. */
static float
loudest(const struct stft *s)
{
	float best = 0, power[64];
	uint32_t bins = s->window / 2 + 1, i, k, n;

	for (i = 0; i < bins; i += n) {
		n = bins - i < 64 ? bins - i : 64;
		power_of(s, i, n, power);
		for (k = 0; k < n; k++)
			best = best > power[k] ? best : power[k];
	}
	return best;
}

bool
stft_put(struct stft *s, const float *x, float *power)
{
	uint32_t keep = s->window - s->hop;

	if (s->n_held + s->hop > s->cap_held) {
		memmove(s->held, s->held + s->n_held - keep, keep * sizeof *x);
		s->n_held = keep;
	}
	memcpy(s->held + s->n_held, x, s->hop * sizeof *x);
	s->n_held += s->hop;
	if (s->n_held < s->window)
		return false;
	look_through(
	    s->held + s->n_held - s->window, s->hann, s->in, s->window);
	transform(s);
	power_of(s, s->bin, s->n_bin, power);
	if (s->find_loudest)
		s->loudest = loudest(s);
	return true;
}

void
stft_release(struct stft *s)
{
	if (s->plan != NULL)
		fftwf_destroy_plan(s->plan);
	fftwf_free(s->in);
	fftwf_free(s->out);
	free(s->held);
	free(s->hann);
	free(s->re);
	free(s->im);
	free(s->sine);
	free(s->cosine);
	*s = (struct stft) { 0 };
}
