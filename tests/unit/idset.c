#include <stdio.h>

#include "base/idset.h"
#include "test.h"

static void
many(void **state)
{
	struct idset s = { 0 };
	char id[16];
	int i, pass;

	(void)state;
	for (pass = 0; pass < 2; pass++)
		for (i = 0; i < 5000; i++) {
			snprintf(id, sizeof id, "id%d", i);
			assert_int_equal(idset_add(&s, id), pass == 0);
		}
	assert_int_equal(s.n, 5000);
	assert_string_equal(s.id[4999], "id4999");
	assert_true(idset_add(&s, ""));
	assert_false(idset_add(&s, ""));
	idset_release(&s);
	assert_int_equal(s.n, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(many) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
