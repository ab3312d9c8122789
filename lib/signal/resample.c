#include <soxr.h>
#include <stdio.h>
#include <string.h>

#include "base/late.h"
#include "signal/resample.h"

LATE(soxr_create);
LATE(soxr_delete);
LATE(soxr_io_spec);
LATE(soxr_process);
LATE(soxr_quality_spec);
LATE(soxr_runtime_spec);

LATE_LIBRARY(libsoxr, "libsoxr.so.0", LATE_AT(soxr_create),
    LATE_AT(soxr_delete), LATE_AT(soxr_io_spec), LATE_AT(soxr_process),
    LATE_AT(soxr_quality_spec), LATE_AT(soxr_runtime_spec));

int
resample_open(struct resample *r, uint32_t from, uint32_t to)
{
	soxr_io_spec_t io;
	soxr_quality_spec_t quality;
	soxr_runtime_spec_t runtime;
	soxr_error_t e = NULL;

	*r = (struct resample) { .from = from, .to = to };
	if (from == to)
		return 0;
	if ((e = late_load(&libsoxr)) != NULL) {
		snprintf(r->err, sizeof r->err, "resampler: %s", e);
		return -1;
	}
	io = own_soxr_io_spec(SOXR_FLOAT32_I, SOXR_FLOAT32_I);
	quality = own_soxr_quality_spec(SOXR_HQ, 0);
	runtime = own_soxr_runtime_spec(1);
	r->soxr = own_soxr_create(from, to, 1, &e, &io, &quality, &runtime);
	if (e != NULL) {
		snprintf(r->err, sizeof r->err, "resampler, %u to %u Hz: %s",
		    from, to, e);
		return -1;
	}
	return 0;
}

ptrdiff_t
resample_run(struct resample *r, const float *x, size_t n, size_t *used,
    float *y, size_t cap)
{
	soxr_error_t e;
	size_t made = 0;

	*used = 0;
	if (r->soxr == NULL) {
		made = x == NULL ? 0 : n < cap ? n : cap;
		if (made > 0)
			memcpy(y, x, made * sizeof *y);
		*used = made;
		return (ptrdiff_t)made;
	}
	e = own_soxr_process(r->soxr, x, x == NULL ? 0 : n,
	    x == NULL ? NULL : used, y, cap, &made);
	if (e != NULL) {
		snprintf(r->err, sizeof r->err, "resampler: %s", e);
		return -1;
	}
	return (ptrdiff_t)made;
}

/* Whole seconds apart, so that nothing overflows before 2^32 seconds do. */
uint64_t
resample_length(const struct resample *r, uint64_t n)
{
	uint64_t s = n / r->from, rest = n % r->from;

	return s * r->to +
	       (rest * r->to * 2 + r->from) / (2 * (uint64_t)r->from);
}

void
resample_release(struct resample *r)
{
	if (r->soxr != NULL)
		own_soxr_delete(r->soxr);
	r->soxr = NULL;
}
