#include <fftw3.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/sg.h"
#include "signal/stft.h"

enum {
	ROOM = 32 /* hops that come before the samples are moved */
};

int
stft_init(struct stft *s, const struct profile *p)
{
	uint32_t i;

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
	for (i = 0; i < p->window; i++)
		s->hann[i] = (float)(0.5 - 0.5 * cos(2 * M_PI * i / p->window));
	s->in = fftwf_alloc_real(p->window);
	s->out = (float(*)[2])fftwf_alloc_complex(p->window / 2 + 1);
	if (s->in != NULL && s->out != NULL)
		/* ESTIMATE: MEASURE may choose another algorithm each run, and
		 * with it other last bits */
		s->plan = fftwf_plan_dft_r2c_1d((int)p->window, s->in,
		    (fftwf_complex *)s->out, FFTW_ESTIMATE);
	if (s->plan != NULL)
		return 0;
	stft_release(s);
	return -1;
}

/* Greatest power of all bins, 0 to window / 2. */
static float
loudest(const struct stft *s)
{
	float best = 0, power;
	uint32_t i;

	for (i = 0; i <= s->window / 2; i++) {
		power =
		    s->out[i][0] * s->out[i][0] + s->out[i][1] * s->out[i][1];
		best = best > power ? best : power;
	}
	return best;
}

bool
stft_put(struct stft *s, const float *x, float *power)
{
	const float(*out)[2] = (const float(*)[2])s->out + s->bin;
	uint32_t keep = s->window - s->hop, i;

	if (s->n_held + s->hop > s->cap_held) {
		memmove(s->held, s->held + s->n_held - keep, keep * sizeof *x);
		s->n_held = keep;
	}
	memcpy(s->held + s->n_held, x, s->hop * sizeof *x);
	s->n_held += s->hop;
	if (s->n_held < s->window)
		return false;
	x = s->held + s->n_held - s->window;
#pragma omp simd
	for (i = 0; i < s->window; i++)
		s->in[i] = x[i] * s->hann[i];
	fftwf_execute(s->plan);
#pragma omp simd
	for (i = 0; i < s->n_bin; i++)
		power[i] = out[i][0] * out[i][0] + out[i][1] * out[i][1];
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
	*s = (struct stft) { 0 };
}
