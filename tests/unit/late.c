/* A library that is there, one that is not, and one that lacks a function. */

#include <math.h>
#include <string.h>

#include "base/late.h"
#include "base/threads.h"
#include "test.h"

LATE(cos);

static const struct late_function function[] = { LATE_AT(cos) };
static struct late libm = LATE_LIBRARY("libm.so.6", function);

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
	static struct late none = LATE_LIBRARY("libnone.so.9", function);
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
	static double (*nothing)(double);
	static const struct late_function more[] = { LATE_AT(cos),
		{ "sg_nothing", &nothing } };
	static struct late lacking = LATE_LIBRARY("libm.so.6", more);

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
