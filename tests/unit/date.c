#include "base/date.h"
#include "base/duration.h"
#include "test.h"

static void
dates(void **state)
{
	static const char *const yes[] = { "2024-02-29", "2000-02-29",
		"2023-12-31", "2024-01-01T00:00:00Z", "2024-01-01T23:59:59Z" };
	static const char *const no[] = { "", "2024", "2024-1-1", "2024-00-01",
		"2024-13-01", "2024-01-00", "2024-04-31x", "2023-02-29",
		"1900-02-29", "2024-02-30", "2024-01-01T00:00:00",
		"2024-01-01 00:00:00Z", "2024-01-01T24:00:00Z",
		"2024-01-01T00:60:00Z", "2024-01-01T00:00:60Z", "2024-01-0x" };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof yes / sizeof yes[0]; i++)
		assert_true(date_valid(yes[i]));
	for (i = 0; i < sizeof no / sizeof no[0]; i++)
		assert_false(date_valid(no[i]));
}

static void
durations(void **state)
{
	static const struct {
		const char *text;
		uint64_t s;
	} yes[] = { { "PT1M", 60 }, { "PT1H2M3S", 3723 }, { "P1DT3S", 86403 },
		{ "P1DT2H", 93600 }, { "P3W3DT20H31M21S", 2147481 },
		{ "P0D", 0 }, { "PT0S", 0 }, { "P2W", 1209600 },
		{ "PT90M", 5400 }, { "PT18446744073709551615S", UINT64_MAX } };
	static const char *const no[] = { "", "P", "PT", "P1", "1D", "P1D1D",
		"PT1S1M", "PT1M1H", "P1H", "PT1D", "P1Y", "P1M", "PT1.5S",
		"P-1D", "P1DT", "PTT1S", "P1D2W", "PT1M ", "pt1m",
		"PT18446744073709551616S", "P99999999999999999999W",
		"P1WT18446744073709551615S" };
	uint64_t s;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof yes / sizeof yes[0]; i++) {
		assert_int_equal(duration_parse(yes[i].text, &s), 0);
		assert_true(s == yes[i].s);
	}
	for (i = 0; i < sizeof no / sizeof no[0]; i++)
		assert_int_equal(duration_parse(no[i], &s), -1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(dates),
		cmocka_unit_test(durations),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
