/*
 * resample.h - one sampling rate to another, in a stream
 *
 * soxr's high quality: flat to 0.91 of the lower Nyquist frequency, aliases
 * below -120 dB, no delay. The samples do not depend on how the input is cut
 * into calls. Equal rates copy.
 */

#ifndef RESAMPLE_H
#define RESAMPLE_H

#include <stddef.h>
#include <stdint.h>

struct resample {
	uint32_t from, to; /* Hz */
	void *soxr;        /* NULL when the rates are equal; owned */
	char err[128];
};

/* Returns 0, or -1 with r->err set. */
int resample_open(struct resample *r, uint32_t from, uint32_t to);

/*
 * Take samples from x, give at most cap in y. *used of the n were taken: call
 * again with the others. x NULL says that no more will come; call until it
 * gives 0. Returns how many were given, or -1 with r->err set.
 */
ptrdiff_t resample_run(struct resample *r, const float *x, size_t n,
    size_t *used, float *y, size_t cap);

/* How many samples come out of n: n * to / from, rounded to the nearest. */
uint64_t resample_length(const struct resample *r, uint64_t n);

void resample_release(struct resample *r);

#endif
