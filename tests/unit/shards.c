/* shards_of(): even, and lasting when one is added */

#include <stdio.h>

#include "edge/shards.h"
#include "test.h"

enum {
	IDS = 20000
};

static void
even(void **state)
{
	size_t n[7] = { 0 }, i;
	char id[24];

	(void)state;
	for (i = 0; i < IDS; i++) {
		snprintf(id, sizeof id, "video-%zu", i);
		n[shards_of(id, 7)]++;
	}
	for (i = 0; i < 7; i++)
		assert_in_range(n[i], IDS / 7 - IDS / 70, IDS / 7 + IDS / 70);
}

/* From n to n + 1, what moves moves to the new one, and is 1 in n + 1. */
static void
lasting(void **state)
{
	size_t n, i, moved, was, is;
	char id[24];

	(void)state;
	for (n = 1; n < SHARDS_MAX; n += 9) {
		for (moved = i = 0; i < IDS; i++) {
			snprintf(id, sizeof id, "%zx", i * 2654435761u);
			was = shards_of(id, n);
			is = shards_of(id, n + 1);
			assert_true(was < n);
			assert_true(is == was || is == n);
			moved += is != was;
		}
		assert_in_range(
		    moved, IDS / (n + 1) * 8 / 10, IDS / (n + 1) * 12 / 10 + 1);
	}
}

/* Where things are is a format: these must never change. */
static void
as_released(void **state)
{
	(void)state;
	assert_int_equal(shards_of("", 1), 0);
	assert_int_equal(shards_of("dQw4w9WgXcQ", 3), 0);
	assert_int_equal(shards_of("dQw4w9WgXcQ", 64), 10);
	assert_int_equal(shards_of("jNQXAC9IVRw", 64), 18);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = { cmocka_unit_test(even),
		cmocka_unit_test(lasting), cmocka_unit_test(as_released) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
