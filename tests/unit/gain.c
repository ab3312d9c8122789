/* The gain that peaks share, among others that share none. */

#include <math.h>
#include <stdlib.h>

#include "retrieval/gain.h"
#include "test.h"

enum {
	PAIRS = 400
};

/* Every third pair has the gain and up to 0.4 dB more or less, others any. */
static void
draw(struct gain_pair *p, size_t n, double step, int (*gain)(double time))
{
	uint64_t seed = 5;
	size_t i;

	for (i = 0; i < n; i++) {
		p[i].time = step * (double)i;
		p[i].difference =
		    i % 3 == 0 ?
			gain(p[i].time) + (int)(test_draw(&seed) % 9) - 4 :
			(int)(test_draw(&seed) % 600) - 300;
	}
}

static int
steady(double time)
{
	(void)time;
	return -173;
}

/* 12 dB down in 40 s */
static int
faded(double time)
{
	return 50 - (int)(120 * time / 20000);
}

static void
check(int (*gain)(double), double step, int tolerance)
{
	struct gain_pair p[PAIRS];
	int off;
	size_t i;

	draw(p, PAIRS, step, gain);
	gain_take_off(p, PAIRS);
	for (i = 0; i < PAIRS; i += 3) {
		off = abs(p[i].difference);
		if (off > tolerance)
			fail_msg("pair %zu: %d left", i, off);
	}
}

static void
test_steady(void **state)
{
	(void)state;
	check(steady, 12, 10);
	check(steady, 50, 15);
}

static void
test_fade(void **state)
{
	(void)state;
	check(faded, 50, 35);
}

/* Levels beyond what can be are no reason to read out of bounds. */
static void
test_extremes(void **state)
{
	struct gain_pair p[3] = { { 0, 65535, 0 }, { 1, -65535, 0 },
		{ 2, 65535, 0 } };

	(void)state;
	gain_take_off(p, 0);
	gain_take_off(p, 3);
	assert_int_equal(p[0].difference, 0);
	assert_int_equal(p[1].difference, -2 * 65535);
}

static double
laplace(double x, double scale)
{
	return exp(-x / scale) / (2 * scale);
}

/* Both densities have all of the mass: odds weigh chance's into heard's. */
static void
test_odds(void **state)
{
	double sum = 0;
	int x;

	(void)state;
	assert_true(gain_odds(0) > 2);
	assert_true(gain_odds(-7) == gain_odds(7));
	for (x = 1; x < 2000; x++) {
		assert_true(gain_odds(x) <= gain_odds(x - 1));
		sum += 0.2 * laplace((x - 0.5) / 10, 4.5) *
		       (gain_odds(x) + gain_odds(x - 1)) / 2;
	}
	assert_true(fabs(sum - 1) < 0.01);
	assert_true(gain_odds(2000) < 0.2);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_steady),
		cmocka_unit_test(test_fade),
		cmocka_unit_test(test_extremes),
		cmocka_unit_test(test_odds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
