/* Numbers as printf writes them, and rows of a fingerprint with them. */

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/digits.h"
#include "signal/landmark.h"
#include "signal/peak.h"
#include "test.h"

static const uint64_t edges[] = { 0, 1, 9, 10, 99, 100, 12345, UINT32_MAX,
	9999999999, INT64_MAX, UINT64_MAX };

static void
test_whole_numbers(void **state)
{
	char got[DIGITS_MAX + 1], want[DIGITS_MAX + 1];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof edges / sizeof *edges; i++) {
		*digits_u64(got, edges[i]) = '\0';
		snprintf(want, sizeof want, "%" PRIu64, edges[i]);
		assert_string_equal(got, want);
		*digits_hex32(got, (uint32_t)edges[i]) = '\0';
		snprintf(want, sizeof want, "%08" PRIx32, (uint32_t)edges[i]);
		assert_string_equal(got, want);
	}
}

static void
test_fixed_point(void **state)
{
	static const struct {
		int64_t v;
		int decimals;
		const char *want;
	} cases[] = {
		{ 0, 0, "0" },
		{ -7, 0, "-7" },
		{ 0, 1, "0.0" },
		{ -5, 1, "-0.5" },
		{ -1205, 2, "-12.05" },
		{ 100, 2, "1.00" },
		{ 1, 8, "0.00000001" },
		{ INT64_MIN, 1, "-922337203685477580.8" },
	};
	char got[DIGITS_MAX + 1];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof cases / sizeof *cases; i++) {
		*digits_fixed(got, cases[i].v, cases[i].decimals) = '\0';
		assert_string_equal(got, cases[i].want);
	}
}

static void
print(const struct profile *pr, const struct peak *p, char got[static 128])
{
	FILE *fp = fmemopen(got, 128, "w");

	peak_print(fp, pr, "a", p);
	fputc('\0', fp);
	fclose(fp);
}

/* The row as printf would write it. */
static void
assert_row(const struct profile *pr, const struct peak *p)
{
	char got[128], want[128];

	print(pr, p, got);
	snprintf(want, sizeof want, "a\t%.9g\t%.2f\t%.1f\t%u\n",
	    (double)p->time / pr->time_div, profile_hz(pr, p->pitch),
	    p->level / 10., p->rank);
	assert_string_equal(got, want);
}

static void
test_every_pitch_and_many_times(void **state)
{
	const struct profile *pr;
	struct peak p = { .level = -603, .rank = 2 };
	uint64_t seed = 1;
	uint32_t i, k, last;

	(void)state;
	for (k = 0; (pr = profile_at(k)) != NULL; k++) {
		last = pr->pitch_max != 0 ? pr->pitch_max : 371;
		for (i = 0; i <= last; i++) {
			p.pitch = (uint16_t)i;
			assert_row(pr, &p);
		}
		/* beyond a million frames, nine digits are too few */
		for (i = 0; i < 20000; i++) {
			p.time = test_draw(&seed) >> test_draw(&seed) % 32;
			p.level = (int16_t)test_draw(&seed);
			if (p.time / pr->time_div < 999999999)
				assert_row(pr, &p);
		}
	}
}

static void
test_row_of_a_landmark(void **state)
{
	const struct landmark l = { 4294967295, 0x00a3f901 };
	char got[128];
	FILE *fp = fmemopen(got, sizeof got, "w");

	(void)state;
	landmark_print(fp, profile_default(), "#a\\b", &l);
	fputc('\0', fp);
	fclose(fp);
	assert_string_equal(got, "\\x23a\\\\b\t4294967295\t00a3f901\n");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_whole_numbers),
		cmocka_unit_test(test_fixed_point),
		cmocka_unit_test(test_every_pitch_and_many_times),
		cmocka_unit_test(test_row_of_a_landmark),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
