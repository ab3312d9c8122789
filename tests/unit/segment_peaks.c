/* The codec of a segment's peaks: what went in comes out, and damage does no harm. */

#include <stdlib.h>
#include <string.h>

#include "retrieval/segment_peaks.h"
#include "test.h"

static uint64_t state_of = 5;

static uint32_t
rnd(uint32_t n)
{
	return test_draw(&state_of) % n;
}

static void
peak_codes(void **state)
{
	struct peak p[64], q[64];
	uint8_t *code = malloc(peaks_bound(64));
	size_t i, k, n, size;

	(void)state;
	for (i = 0; i < 3000; i++) {
		n = rnd(64);
		memset(p, 0, sizeof p);
		for (k = 0; k < n; k++) {
			p[k].time = rnd(4) ? rnd(500) : rnd(1 << 24) * 255;
			p[k].pitch = (uint16_t)rnd(1 << rnd(17));
			p[k].level = (int16_t)(rnd(65536) - 32768);
			p[k].rank = (uint16_t)rnd(i % 2 ? 65536 : 3);
		}
		qsort(p, n, sizeof *p, peak_order);
		size = peaks_encode(p, n, code);
		assert_true(size <= peaks_bound(n));
		assert_int_equal(peaks_decode(code, size, q, n), 0);
		for (k = 0; k < n; k++)
			assert_true(peak_order(&p[k], &q[k]) == 0 &&
				    p[k].level == q[k].level &&
				    p[k].rank == q[k].rank);
		if (n > 1) /* one byte less, one peak more */
			assert_int_equal(
			    peaks_decode(code, size - 1, q, n), -1);
		for (k = 0; k < size; k++) {
			code[k] ^= (uint8_t)(1 << rnd(8));
			peaks_decode(code, size, q, n);
		}
	}
	free(code);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(peak_codes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
