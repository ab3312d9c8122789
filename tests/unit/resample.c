#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "signal/resample.h"

enum {
	N = 50000
};

static float x[N], y[400000], z[400000];

static void
tone(double hz, double rate)
{
	size_t i;

	for (i = 0; i < N; i++)
		x[i] = (float)sin(2 * 3.14159265358979 * hz * (double)i / rate);
}

/* Everything, in calls of `in` samples with room for `out`. */
static size_t
run(uint32_t from, uint32_t to, size_t n, size_t in, size_t out, float *to_y)
{
	struct resample r;
	size_t used, at = 0, len = 0, k;
	ptrdiff_t made;

	assert_int_equal(resample_open(&r, from, to), 0);
	while (at < n) {
		k = n - at < in ? n - at : in;
		made = resample_run(&r, x + at, k, &used, to_y + len, out);
		assert_true(made >= 0 && (size_t)made <= out && used <= k);
		at += used;
		len += (size_t)made;
	}
	while ((made = resample_run(&r, NULL, 0, &used, to_y + len, out)) > 0)
		len += (size_t)made;
	assert_int_equal(made, 0);
	assert_int_equal(len, resample_length(&r, n));
	resample_release(&r);
	return len;
}

static void
test_length_is_exact(void **state)
{
	static const uint32_t rate[][2] = { { 44100, 8000 }, { 48000, 8000 },
		{ 8000, 8000 }, { 22050, 8000 }, { 11025, 16000 },
		{ 44101, 8000 }, { 7999, 8000 }, { 8000, 48000 },
		{ 192000, 8000 } };
	static const size_t n[] = { 0, 1, 2, 3, 5, 6, 100, 4096, 44099, 44100,
		44101, N };
	size_t i, k;

	(void)state;
	for (i = 0; i < sizeof rate / sizeof rate[0]; i++)
		for (k = 0; k < sizeof n / sizeof n[0]; k++)
			run(rate[i][0], rate[i][1], n[k], 4096, 16384, y);
}

static void
test_length_of_long_sounds(void **state)
{
	struct resample r = { .from = 44100, .to = 8000 };

	(void)state;
	assert_int_equal(resample_length(&r, UINT64_C(44100) * 36000),
	    UINT64_C(8000) * 36000);
	assert_int_equal(
	    resample_length(&r, UINT64_C(44100) << 40), UINT64_C(8000) << 40);
}

static void
test_chunks_do_not_matter(void **state)
{
	size_t a, b;

	(void)state;
	tone(440, 44100);
	a = run(44100, 8000, N, N, sizeof y / sizeof y[0], y);
	b = run(44100, 8000, N, 333, 17, z);
	assert_int_equal(a, b);
	assert_memory_equal(y, z, a * sizeof y[0]);
}

static void
test_equal_rates_copy(void **state)
{
	(void)state;
	tone(3000, 8000);
	assert_int_equal(run(8000, 8000, N, 1000, 300, y), N);
	assert_memory_equal(x, y, sizeof x);
}

/* In place, at its level, and nothing of what lies above 4 kHz. */
static void
test_tone(void **state)
{
	double error = 0, alias = 0, want;
	size_t i, n;

	(void)state;
	tone(1000, 48000);
	n = run(48000, 8000, N, 4096, 4096, y);
	for (i = 100; i < n - 100; i++) {
		want = sin(2 * 3.14159265358979 * 1000 * (double)i / 8000);
		error = fmax(error, fabs((double)y[i] - want));
	}
	assert_true(error < 1e-4);
	tone(5000, 48000);
	n = run(48000, 8000, N, 4096, 4096, y);
	for (i = 100; i < n - 100; i++)
		alias = fmax(alias, fabs((double)y[i]));
	assert_true(alias < 1e-5);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_length_is_exact),
		cmocka_unit_test(test_length_of_long_sounds),
		cmocka_unit_test(test_chunks_do_not_matter),
		cmocka_unit_test(test_equal_rates_copy),
		cmocka_unit_test(test_tone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
