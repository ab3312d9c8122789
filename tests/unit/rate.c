#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "edge/rate.h"
#include "test.h"

static char path[] = "/tmp/sg-rate-XXXXXX";

static void
who(void **state)
{
	static const char *const nobody[] = { "", "127.0.0.1", "127.8.8.8",
		"::1", "::ffff:127.0.0.1", "x", "1.2.3", "fe80::1%eth0" };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof nobody / sizeof *nobody; i++)
		assert_true(rate_who(nobody[i]) == 0);
	assert_true(rate_who(NULL) == 0);
	assert_true(rate_who("192.0.2.1") != 0);
	assert_true(rate_who("192.0.2.1") != rate_who("192.0.2.2"));
	assert_true(rate_who("192.0.2.1") == rate_who("::ffff:192.0.2.1"));
	/* a household */
	assert_true(
	    rate_who("2001:db8:1:2::1") == rate_who("2001:db8:1:2:3::"));
	assert_true(rate_who("2001:db8:1:2::1") != rate_who("2001:db8:1:3::1"));
}

static void
steady(void **state)
{
	double t = 1000, wait;
	int i;

	(void)state;
	/* 12 a minute: 4 at once, then one in 5 seconds */
	for (i = 0; i < 4; i++)
		assert_true(rate_wait(path, 42, 12, t) == 0);
	wait = rate_wait(path, 42, 12, t);
	assert_true(wait > 4.99 && wait < 5.01);
	/* a refusal costs nothing, and another address is another matter */
	assert_true(rate_wait(path, 42, 12, t + 1) > 3.9);
	assert_true(rate_wait(path, 43, 12, t) == 0);
	assert_true(rate_wait(path, 42, 12, t + 5) == 0);
	assert_true(rate_wait(path, 42, 12, t + 5) > 0);
	/* after a pause all of them again, and not more */
	for (i = 0; i < 4; i++)
		assert_true(rate_wait(path, 42, 12, t + 500) == 0);
	assert_true(rate_wait(path, 42, 12, t + 500) > 0);
}

/* A file of another boot, whose clock was ahead, does not shut anybody out. */
static void
clock_back(void **state)
{
	(void)state;
	assert_true(rate_wait(path, 44, 1, 1e6) == 0);
	assert_true(rate_wait(path, 44, 1, 1e6) > 0);
	assert_true(rate_wait(path, 44, 1, 10) == 0);
	assert_true(rate_wait(path, 44, 1, 10) > 0);
}

static void
bounded(void **state)
{
	struct stat st;
	uint64_t w;

	(void)state;
	for (w = 1; w < 1000; w++)
		assert_true(
		    rate_wait(path, w * 0x9e3779b97f4a7c15, 60, 2e6) >= 0);
	assert_int_equal(stat(path, &st), 0);
	assert_true(st.st_size <= 65536 * 8);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_true(rate_wait("/nonexistent/rate", 1, 60, 1) < 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(who),
		cmocka_unit_test(steady),
		cmocka_unit_test(clock_back),
		cmocka_unit_test(bounded),
	};
	int r;

	close(mkstemp(path));
	r = cmocka_run_group_tests(tests, NULL, NULL);
	unlink(path);
	return r;
}
