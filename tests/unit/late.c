/* A library that is there, one that is not, and one that lacks a function. */

#include <math.h>
#include <string.h>

#include "base/late.h"
#include "base/threads.h"
#include "test.h"

LATE(cos);

static double (*nothing)(double);

LATE_LIBRARY(libm, "libm.so.6", LATE_AT(cos));
LATE_LIBRARY(none, "libnone.so.9", LATE_AT(cos));
LATE_LIBRARY(lacking, "libm.so.6", LATE_AT(cos), { "sg_nothing", &nothing });

static void
use(void *arg, size_t i, unsigned who)
{
	double *sum = arg;

	(void)who;
	if (late_load(&libm) == NULL)
		sum[i] = own_cos(0);
}

static void
test_there(void **state)
{
	double sum[8] = { 0 };
	size_t i;

	(void)state;
	threads_run(4, 8, use, sum);
	for (i = 0; i < 8; i++)
		assert_true(sum[i] == 1);
}

static void
test_not_there(void **state)
{
	const char *wrong = late_load(&none);

	(void)state;
	assert_non_null(wrong);
	assert_non_null(strstr(wrong, "libnone.so.9"));
	/* and again */
	assert_ptr_equal(late_load(&none), wrong);
}

static void
test_lacks(void **state)
{
	(void)state;
	assert_string_equal(late_load(&lacking), "libm.so.6 has no sg_nothing");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_there),
		cmocka_unit_test(test_not_there),
		cmocka_unit_test(test_lacks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
