#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/num.h"

static void
whole_numbers(void **state)
{
	static const char *const bad[] = { "", "-1", "+1", " 1", "1 ", "1x",
		"0x10", "1.0", "18446744073709551616", "99999999999999999999" };
	uint64_t v = 7;
	uint32_t w = 7;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_int_equal(num_u64(bad[i], UINT64_MAX, &v), -1);
	assert_int_equal(v, 7); /* as it was */
	assert_int_equal(num_u64("18446744073709551615", UINT64_MAX, &v), 0);
	assert_true(v == UINT64_MAX);
	assert_int_equal(num_u64("007", UINT64_MAX, &v), 0);
	assert_int_equal(v, 7);
	assert_int_equal(num_u32("4294967295", UINT32_MAX, &w), 0);
	assert_true(w == UINT32_MAX);
	assert_int_equal(num_u32("4294967296", UINT32_MAX, &w), -1);
	assert_int_equal(num_u32("10", 10, &w), 0);
	assert_int_equal(num_u32("11", 10, &w), -1);
	assert_int_equal(num_u32("5", 0, &w), -1);
	assert_int_equal(num_u32("0", 0, &w), 0);
	assert_int_equal(w, 0);
}

static void
real_numbers(void **state)
{
	static const char *const bad[] = { "", "x", "1x", " 1", "1 ", "nan",
		"inf", "0x1p3", "1e999", "--1", ".", "10.001", "-10.001" };
	double v = 7;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_int_equal(num_real(bad[i], -10, 10, &v), -1);
	assert_true(v == 7);
	assert_int_equal(num_real("-10", -10, 10, &v), 0);
	assert_true(v == -10);
	assert_int_equal(num_real(".25", -10, 10, &v), 0);
	assert_true(v == .25);
	assert_int_equal(num_real("1e-3", -10, 10, &v), 0);
	assert_true(v == 1e-3);
}

/* Short numbers have a way of their own: the double is strtod's. */
static void
as_strtod(void **state)
{
	static const char *const some[] = { "0", "-0", "-0.0", "5.", ".5",
		"-.5", "00012.5000", "123456789012345", "1234567890.12345",
		"12345678901234.5", "0.00000000000001", "0.1", "-0.3",
		"1234567890123456", "123456789012345.6", "0.000000000000001",
		"9007199254740993", "3.14159265358979", "3.141592653589793" };
	char s[32];
	unsigned seed = 1;
	double v, w;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof some / sizeof *some; i++) {
		assert_int_equal(num_real(some[i], -1e30, 1e30, &v), 0);
		w = strtod(some[i], NULL);
		assert_memory_equal(&v, &w, sizeof v);
	}
	for (i = 0; i < 100000; i++) {
		seed = seed * 1103515245 + 12345;
		snprintf(s, sizeof s, "%s%u.%0*u", seed & 1 ? "-" : "",
		    seed >> (seed >> 27), (int)(seed >> 8) % 9 + 1, seed >> 16);
		assert_int_equal(num_real(s, -1e30, 1e30, &v), 0);
		w = strtod(s, NULL);
		assert_memory_equal(&v, &w, sizeof v);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whole_numbers),
		cmocka_unit_test(real_numbers),
		cmocka_unit_test(as_strtod),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
