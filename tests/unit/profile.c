/* The profiles: their spelling, and what follows from their parameters. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "signal/profile.h"
#include "test.h"

static void
test_spelling_comes_back(void **state)
{
	char spelling[PROFILE_SPELLING_MAX], err[512];
	const struct profile *p;
	size_t i;

	(void)state;
	for (i = 0; (p = profile_at(i)) != NULL; i++) {
		profile_spell(p, spelling);
		assert_ptr_equal(profile_parse(spelling, err, sizeof err), p);
		assert_ptr_equal(profile_find(p->name), p);
		spelling[strlen(spelling) - 1]++;
		assert_null(profile_parse(spelling, err, sizeof err));
		assert_non_null(strstr(err, "want '"));
	}
	assert_int_equal(i, 2);
	assert_null(profile_parse("sg9 rate=1", err, sizeof err));
	assert_string_equal(err, "unknown profile 'sg9'");
}

static void
test_grid_of_pitch(void **state)
{
	const struct profile *p = profile_find("sg1");
	char text[32];
	uint32_t i;
	double hz;

	(void)state;
	assert_int_equal(p->pitch_max, profile_pitch(p, p->f_max));
	/* two decimals, as in a stream, lead back to each pitch */
	for (i = 0; i <= p->pitch_max; i++) {
		snprintf(text, sizeof text, "%.2f", profile_hz(p, i));
		hz = strtod(text, NULL);
		assert_int_equal(profile_pitch(p, hz), i);
	}
	assert_int_equal(profile_pitch(p, 1), 0);
}

static void
test_bins_kept(void **state)
{
	const struct profile *p = profile_find("sonicgen");

	(void)state;
	assert_int_equal(profile_bin_first(p), 13);
	assert_int_equal(profile_bin_last(p), 384);
	p = profile_find("sg1");
	assert_int_equal(profile_bin_first(p), 26);
	assert_int_equal(profile_bin_last(p), 486);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_spelling_comes_back),
		cmocka_unit_test(test_grid_of_pitch),
		cmocka_unit_test(test_bins_kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
