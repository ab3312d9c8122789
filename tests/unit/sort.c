/* Against qsort, at the sizes where the method changes. */

#include <stdlib.h>
#include <string.h>

#include "base/sort.h"
#include "test.h"

static int
order(const void *a, const void *b)
{
	const uint64_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static void
test_like_qsort(void **state)
{
	static const size_t sizes[] = { 0, 1, 2, 31, 32, 33, 1000, 20000 };
	uint64_t *x = calloc(20000, 8), *y = calloc(20000, 8),
		 *tmp = calloc(20000, 8), seed = 1;
	size_t i, k;
	int shift;

	(void)state;
	for (i = 0; i < sizeof sizes / sizeof *sizes; i++)
		for (shift = 0; shift < 64; shift += 9) {
			/* few or many digits in which all agree */
			for (k = 0; k < sizes[i]; k++)
				x[k] = y[k] =
				    ((uint64_t)test_draw(&seed) << 32 |
					test_draw(&seed)) >>
				    shift;
			sort_u64(x, tmp, sizes[i]);
			qsort(y, sizes[i], sizeof *y, order);
			assert_memory_equal(x, y, sizes[i] * 8);
		}
	free(x);
	free(y);
	free(tmp);
}

/* By the upper half; those that agree in it stay in their order. */
static void
test_upper(void **state)
{
	static const size_t sizes[] = { 0, 1, 2, 1000, 20000 };
	uint64_t *x = calloc(20000, 8), *y = calloc(20000, 8),
		 *tmp = calloc(20000, 8), *sorted, seed = 2;
	size_t i, k;
	int shift;

	(void)state;
	for (i = 0; i < sizeof sizes / sizeof *sizes; i++)
		for (shift = 0; shift < 32; shift += 5) {
			for (k = 0; k < sizes[i]; k++)
				x[k] = y[k] =
				    (uint64_t)(test_draw(&seed) >> shift)
					<< 32 |
				    k;
			sorted = sort_u64_upper(x, tmp, sizes[i]);
			assert_true(sorted == x || sorted == tmp);
			qsort(y, sizes[i], sizeof *y, order);
			assert_memory_equal(sorted, y, sizes[i] * 8);
		}
	free(x);
	free(y);
	free(tmp);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_like_qsort),
		cmocka_unit_test(test_upper),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
