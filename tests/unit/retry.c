#include <string.h>

#include "edge/retry.h"
#include "test.h"

static void
options(void **state)
{
	static const char *const bad[] = { "tries=0", "tries=1001", "tries=x",
		"wait=0", "wait=-1", "wait=", "total=1e9", "stall=nan", "wait",
		"waiting=1", "=", "tries=5,wait=1" };
	struct retry r = retry_default;
	char why[128];
	size_t i;

	(void)state;
	assert_int_equal(retry_options(&r, NULL, why), 0);
	assert_int_equal(retry_options(&r, "  ", why), 0);
	assert_memory_equal(&r, &retry_default, sizeof r);
	assert_int_equal(
	    retry_options(
		&r, " tries=7  wait=0.5 total=9 stall=2 connect=3", why),
	    0);
	assert_int_equal(r.tries, 7);
	assert_true(r.wait_s == 0.5 && r.total_s == 9 && r.stall_s == 2 &&
		    r.connect_s == 3);
	for (i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		why[0] = '\0';
		assert_int_equal(retry_options(&r, bad[i], why), -1);
		assert_non_null(strstr(why, "want"));
	}
}

static void
statuses(void **state)
{
	static const int yes[] = { 408, 429, 500, 502, 503, 504 };
	static const int no[] = { 0, 200, 304, 308, 400, 401, 403, 404, 412,
		416, 501, 505 };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof yes / sizeof yes[0]; i++)
		assert_true(retry_status(yes[i]));
	for (i = 0; i < sizeof no / sizeof no[0]; i++)
		assert_false(retry_status(no[i]));
}

static void
waits(void **state)
{
	struct retry r = { 5, 1, 60, 1, 1, 1 };
	uint32_t n;

	(void)state;
	for (n = 1; n < 7; n++)
		assert_true(retry_wait(&r, n, 1, 0) == (double)(1 << (n - 1)));
	assert_true(retry_wait(&r, 7, 1, 0) == 60);
	assert_true(retry_wait(&r, 1000, 0.5, 0) == 30);
	assert_true(retry_wait(&r, 3, 0, 0) == 0);
	/* never earlier than the server asked */
	assert_true(retry_wait(&r, 1, 0, 120) == 120);
	assert_true(retry_wait(&r, 1, 0.5, 120) == 120.5);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(options),
		cmocka_unit_test(statuses),
		cmocka_unit_test(waits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
