/* The fitted tail against tails whose truth is known. */

#include <math.h>

#include "retrieval/evalue.h"
#include "test.h"

enum {
	RECORDINGS = 20000
};

/* Scores whose tail falls by slope for each point, above 5. */
static void
simulate(double *score, size_t n, double slope, uint64_t *seed)
{
	size_t i;

	for (i = 0; i < n; i++)
		score[i] =
		    5 - log((test_draw(seed) + 1.) / 4294967297.) / slope;
}

/* The error of the fit where chance gives one recording in a thousand clips. */
static double
error_log10(size_t n, double slope, uint64_t *seed)
{
	static double score[RECORDINGS];
	struct evalue_tail t;

	simulate(score, n, slope, seed);
	evalue_fit(&t, score, n);
	return log10(evalue(&t, 5 + log((double)n / 0.001) / slope, 1) / 0.001);
}

static void
test_exponential_tail(void **state)
{
	double error, sum = 0;
	uint64_t seed = 11;
	int k;

	(void)state;
	for (k = 0; k < 200; k++) {
		error = error_log10(RECORDINGS, 0.2 + 0.3 * k / 200, &seed);
		assert_true(fabs(error) < 2);
		sum += error;
	}
	/* a single fit errs; they do not lean, or to the careful side */
	assert_true(sum / 200 > -0.2 && sum / 200 < 0.6);
}

/* Music that is the same backwards finds itself: no chance, and no harm. */
static void
test_itself_backwards(void **state)
{
	static double score[RECORDINGS];
	struct evalue_tail clean, with;
	uint64_t seed = 12;

	(void)state;
	simulate(score, 400, 0.3, &seed);
	evalue_fit(&clean, score, 400);
	score[7] = 300;
	score[123] = 250;
	evalue_fit(&with, score, 400);
	assert_true(with.slope > 0.85 * clean.slope);
	assert_true(with.slope < 1.15 * clean.slope);
}

static void
test_falls_with_score(void **state)
{
	static double score[RECORDINGS];
	struct evalue_tail t;
	uint64_t seed = 13;
	double s;

	(void)state;
	simulate(score, 300, 0.3, &seed);
	evalue_fit(&t, score, 300);
	for (s = 1; s < 200; s++)
		assert_true(evalue(&t, s + 1, 1) < evalue(&t, s, 1));
	/* 220 warps are 220 chances */
	assert_float_equal((float)evalue(&t, 20, 220),
	    (float)(220 * evalue(&t, 20, 1)), 1e-9F);
}

static void
test_few_scores(void **state)
{
	double score[4] = { 9, 4, 7, 2 };
	struct evalue_tail t;

	(void)state;
	evalue_fit(&t, NULL, 0);
	assert_true(evalue(&t, 1, 1) > 0.5);
	assert_true(evalue(&t, 12, 1) > 0.001);
	assert_true(evalue(&t, 60, 1) < 0.001);
	evalue_fit(&t, score, 4);
	assert_true(evalue(&t, 12, 1) > 0.05);
	assert_true(evalue(&t, 100, 1) < 0.001);
	/* and they come back in order */
	assert_true(score[0] == 9 && score[3] == 2);
}

/* What the header of evalue.c says, once more and without regard to time. */
static struct evalue_tail
plainly(const double *sorted, size_t n)
{
	size_t k = n / 8 < 10 ? 10 : n / 8 > 200 ? 200 : n / 8, best, i;
	double sum = 0, from, s;

	k = k > n ? n : k;
	best = k / 10 + (k % 10 > 0);
	from = k < n ? sorted[k] : 0;
	for (i = 0; i < k; i++) {
		s = sorted[i];
		/* who is among the best is no better than the best of the rest */
		if (i < best && best < k)
			s = sorted[best];
		sum += s - from;
	}
	return (struct evalue_tail) { .count = (double)k + 1,
		.from = from,
		.slope = ((double)(k - best) + 10) / (sum + 10 / 0.5) };
}

static void
test_each_number(void **state)
{
	static const size_t sizes[] = { 1, 2, 9, 10, 11, 20, 79, 80, 87, 88, 96,
		160, 1599, 1600, 1608, 3000 };
	static double score[3000];
	struct evalue_tail t, want;
	uint64_t seed = 77;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		simulate(score, sizes[i], 0.4, &seed);
		evalue_fit(&t, score, sizes[i]);
		want = plainly(score, sizes[i]);
		assert_true(fabs(t.count - want.count) < 1e-9);
		assert_true(fabs(t.from - want.from) < 1e-9);
		assert_true(fabs(t.slope - want.slope) < 1e-9);
		assert_true(
		    fabs(evalue(&t, 50, 3) -
			 3 * want.count * exp(-want.slope * (50 - want.from))) <
		    1e-9);
	}
	/* two, the worse first: the best counts as the other */
	score[0] = 1;
	score[1] = 5;
	evalue_fit(&t, score, 2);
	assert_true(fabs(t.slope - (1 + 10) / (1 + 1 + 10 / 0.5)) < 1e-9);
	evalue_guess(&t, 7);
	assert_true(t.count == 8 && t.from == 0 && t.slope == 0.3);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_exponential_tail),
		cmocka_unit_test(test_itself_backwards),
		cmocka_unit_test(test_falls_with_score),
		cmocka_unit_test(test_few_scores),
		cmocka_unit_test(test_each_number),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
