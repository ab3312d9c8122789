/* What should be heard above what else is there. */

#include <stdbool.h>

#include "retrieval/masking.h"
#include "test.h"

static const struct profile *pr;
static struct masking around;

/* A peak of -20 dB at 1 s and 1000 Hz, and a far one. */
static double
expected(double time, double hz, double level, bool itself)
{
	struct peak p[2] = { { .time = 500, .level = -200 },
		{ .time = 2500, .level = -10 } };
	struct masking_walk w = { &around, p, 2, 0 };

	p[0].pitch = p[1].pitch = (uint16_t)profile_pitch(pr, 1000);
	return masking_expected(
	    &w, time, profile_pitch(pr, hz), level, itself ? &p[0] : NULL);
}

static void
test_louder_is_heard(void **state)
{
	double last = 0, now;
	int level;

	(void)state;
	for (level = -700; level <= 100; level += 5) {
		now = expected(510, 1100, level, false);
		assert_true(now >= last && now > 0 && now < 0.7);
		last = now;
	}
	assert_true(expected(510, 1100, -600, false) < 0.05);
	assert_true(expected(510, 1100, -100, false) > 0.5);
}

/* Neither what is far in time or pitch counts nor the peak that it may be. */
static void
test_only_what_is_around(void **state)
{
	double alone = expected(1500, 1000, -600, false);

	(void)state;
	assert_true(alone > 0.4);
	assert_true(expected(510, 1300, -600, false) == alone);
	assert_true(expected(510, 700, -600, false) == alone);
	assert_true(expected(560, 1000, -600, false) == alone);
	assert_true(expected(500, 1000, -600, true) == alone);
	assert_true(expected(510, 1200, -600, false) < alone / 4);
	/* below the lowest pitch there is nothing to look for */
	assert_true(expected(510, 210, -600, false) == alone);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_louder_is_heard),
		cmocka_unit_test(test_only_what_is_around),
	};

	int r;

	pr = profile_find("sg1");
	masking_init(&around, pr);
	r = cmocka_run_group_tests(tests, NULL, NULL);
	masking_release(&around);
	return r;
}
