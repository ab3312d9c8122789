#include <stdlib.h>
#include <string.h>

#include "edge/web_options.h"
#include "test.h"

static void
words(void **state)
{
	struct web_options o, d;
	char why[128];

	(void)state;
	assert_int_equal(web_options_read(&d, NULL, why), 0);
	assert_int_equal(d.bytes, 64 << 20);
	assert_int_equal(d.searches, 2);
	assert_string_equal(d.hosts, "");
	assert_int_equal(web_options_read(&o, "  ", why), 0);
	assert_memory_equal(&o, &d, sizeof o);
	assert_int_equal(
	    web_options_read(&o,
		"bytes=1024 seconds=5  wall=6 cpu=7 memory=0 fetch=0 "
		"searches=9 each=10 waiting=0 wait=0 rate=13 "
		"host=a.example host=b ",
		why),
	    0);
	assert_int_equal(o.bytes, 1024);
	assert_int_equal(o.seconds, 5);
	assert_int_equal(o.wall, 6);
	assert_int_equal(o.cpu, 7);
	assert_int_equal(o.memory, 0);
	assert_int_equal(o.fetch, 0);
	assert_int_equal(o.searches, 9);
	assert_int_equal(o.each, 10);
	assert_int_equal(o.waiting, 0);
	assert_int_equal(o.wait, 0);
	assert_int_equal(o.rate, 13);
	assert_string_equal(o.hosts, "a.example b ");
}

static void
refused(void **state)
{
	static const struct {
		const char *text, *why;
	} bad[] = {
		{ "bytes=1023", "bytes: want 1024..2000000000, got '1023'" },
		{ "bytes=", "bytes: want" },
		{ "bytes", "no such bound: 'bytes'" },
		{ "wall=0", "wall: want 1..3600, got '0'" },
		{ "wall=1.5", "wall: want" },
		{ "rate=-1", "rate: want" },
		{ "searches=257", "searches: want 1..256" },
		{ "host=", "host: want names" },
		{ "wal=1", "no such bound: 'wal=1'" },
		{ "walls=1", "no such bound: 'walls=1'" },
		{ "wall=5,cpu=3", "wall: want" },
	};
	char text[1024] = "host=", why[128];
	struct web_options o;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof bad / sizeof *bad; i++) {
		assert_int_equal(web_options_read(&o, bad[i].text, why), -1);
		assert_non_null(strstr(why, bad[i].why));
	}
	for (i = 0; i < 90; i++)
		strcat(text, i % 8 == 7 ? " host=" : "abcdefg");
	assert_int_equal(web_options_read(&o, text, why), -1);
	assert_non_null(strstr(why, "shorter"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words),
		cmocka_unit_test(refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
