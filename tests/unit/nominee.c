/* The best of many, in whatever order they come. */

#include <stdlib.h>
#include <string.h>

#include "retrieval/nominee.h"
#include "test.h"

enum {
	ALL = 5000,
	BEST = 100
};

static struct nominee all[ALL];

static void
draw(uint64_t *seed)
{
	size_t i;

	for (i = 0; i < ALL; i++)
		all[i] = (struct nominee) {
			/* few merits: many are equal */
			.merit = test_draw(seed) % 50,
			.segment = test_draw(seed) % 3,
			.row = test_draw(seed) % 1000,
			.map = { 1, (double)i, 0 },
		};
}

static void
shuffle(uint64_t *seed)
{
	struct nominee swap;
	size_t i, k;

	for (i = ALL - 1; i > 0; i--) {
		k = test_draw(seed) % (i + 1);
		swap = all[i];
		all[i] = all[k];
		all[k] = swap;
	}
}

static void
test_order_does_not_matter(void **state)
{
	struct nominees first = { .max = BEST }, s, part;
	uint64_t seed = 31;
	size_t i, k;

	(void)state;
	draw(&seed);
	for (i = 0; i < ALL; i++)
		nominees_keep(&first, &all[i]);
	nominees_close(&first);
	assert_int_equal(first.n, BEST);
	for (i = 1; i < BEST; i++)
		assert_true(first.list[i].merit <= first.list[i - 1].merit);
	/* nobody was left out who is better than the last */
	for (i = k = 0; i < ALL; i++)
		k += all[i].merit > first.list[BEST - 1].merit;
	assert_true(k < BEST);
	for (k = 0; k < 20; k++) {
		shuffle(&seed);
		s = (struct nominees) { .max = BEST };
		part = (struct nominees) { .max = BEST };
		for (i = 0; i < ALL; i++)
			nominees_keep(i % 3 == 0 ? &part : &s, &all[i]);
		nominees_join(&s, &part);
		nominees_close(&s);
		assert_int_equal(s.n, BEST);
		assert_memory_equal(s.list, first.list, BEST * sizeof *s.list);
		nominees_release(&part);
		nominees_release(&s);
	}
	nominees_release(&first);
}

static void
test_few(void **state)
{
	struct nominees s = { .max = BEST }, none = { 0 };
	uint64_t seed = 32;
	size_t i;

	(void)state;
	draw(&seed);
	nominees_close(&s);
	assert_int_equal(s.n, 0);
	for (i = 0; i < 7; i++)
		nominees_keep(&s, &all[i]);
	nominees_close(&s);
	assert_int_equal(s.n, 7);
	nominees_release(&s);
	/* a list of none takes none */
	for (i = 0; i < 7; i++)
		nominees_keep(&none, &all[i]);
	nominees_close(&none);
	assert_int_equal(none.n, 0);
	nominees_release(&none);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_order_does_not_matter),
		cmocka_unit_test(test_few),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
