/* Memory for large arrays: as much as was asked for, in whole pages. */

#include <stdlib.h>

#include "base/huge.h"
#include "test.h"

static void
test_sizes(void **state)
{
	static const size_t n[] = { 1, 1000, (2 << 20) / 8 - 1, (2 << 20) / 8,
		(2 << 20) / 8 + 1, 3000000 };
	uint64_t *x;
	size_t i, k;

	(void)state;
	for (i = 0; i < sizeof n / sizeof *n; i++) {
		x = huge_array(n[i], sizeof *x);
		for (k = 0; k < n[i]; k += 500)
			x[k] = k;
		x[n[i] - 1] = n[i] - 1;
		for (k = 0; k < n[i]; k += 500)
			assert_true(x[k] == k);
		if (n[i] * sizeof *x >= 2 << 20)
			assert_true((uintptr_t)x % (2 << 20) == 0);
		free(x);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sizes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
