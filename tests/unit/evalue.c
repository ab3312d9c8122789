/* The fitted tail against tails whose truth is known. */

#include <math.h>
#include <string.h>

#include "retrieval/evalue.h"
#include "test.h"

enum {
	SCORES = 256
};

/* Windows of a geometric score that begins at 1 and goes on with q. */
static void
simulate(uint64_t *count, size_t windows, double q, uint64_t *seed)
{
	size_t i, s;

	memset(count, 0, SCORES * sizeof *count);
	for (i = 0; i < windows; i++) {
		for (s = 1;
		     s < SCORES - 1 && test_draw(seed) < q * 4294967296.;)
			s++;
		count[s]++;
	}
}

static void
test_geometric_tail(void **state)
{
	struct evalue_tail t;
	uint64_t count[SCORES], seed = 11;
	double q, truth, error, sum = 0;
	int k;

	(void)state;
	for (k = 0; k < 200; k++) {
		q = 0.1 + 0.7 * k / 200;
		simulate(count, 20000, q, &seed);
		evalue_fit(&t, count, SCORES);
		/* the score of which chance gives 0.001 */
		truth = 1 + log(20000 / 0.001) / -log(q);
		error = log10(evalue(&t, truth, 1) / 0.001);
		assert_true(fabs(error) < 3);
		sum += error;
	}
	/* 12 nats beyond 200 windows a single fit errs; they do not lean */
	assert_true(fabs(sum / 200) < 0.4);
}

static void
test_falls_with_score(void **state)
{
	struct evalue_tail t;
	uint64_t count[SCORES], seed = 12;
	double s;

	(void)state;
	simulate(count, 5000, 0.3, &seed);
	evalue_fit(&t, count, SCORES);
	for (s = 1; s < 200; s++)
		assert_true(evalue(&t, s + 1, 1) < evalue(&t, s, 1));
	/* 220 warps are 220 chances */
	assert_float_equal(evalue(&t, 9, 220), 220 * evalue(&t, 9, 1), 1e-12);
}

static void
test_nothing_seen_is_no_certainty(void **state)
{
	uint64_t count[SCORES] = { 0 };
	struct evalue_tail t;

	(void)state;
	evalue_fit(&t, count, SCORES);
	assert_true(evalue(&t, 1, 1) >= 1);
	assert_true(evalue(&t, 5, 1) > 0.001);
	assert_true(evalue(&t, 40, 1) < 0.001);
	count[1] = 3;
	evalue_fit(&t, count, SCORES);
	assert_true(evalue(&t, 2, 1) > 0.001);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_geometric_tail),
		cmocka_unit_test(test_falls_with_score),
		cmocka_unit_test(test_nothing_seen_is_no_certainty),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
