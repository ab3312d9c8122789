#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/text.h"

static void
put(const char *s, char out[static 64])
{
	FILE *fp = fmemopen(out, 64, "w");

	text_put(fp, s);
	fputc('\0', fp);
	fclose(fp);
}

static void
escapes(void **state)
{
	static const char *const cases[][2] = {
		{ "plain", "plain" },
		{ "", "" },
		{ "-", "\\x2d" },
		{ "-x", "-x" },
		{ "#c", "\\x23c" },
		{ "a#", "a#" },
		{ "a\tb\nc", "a\\tb\\nc" },
		{ "\b\f\r\v\\", "\\b\\f\\r\\v\\\\" },
		{ "\\x23", "\\\\x23" },
		{ "\xc3\xa9\xff", "\xc3\xa9\xff" },
		{ "\x1b[2J\x7f\x01", "\\x1b[2J\\x7f\\x01" },
		{ "\xc2\x80\xc2\x9b\xc2\x9f", /* C1, and what is not */
		    "\\xc2\\x80\\xc2\\x9b\\xc2\\x9f" },
		{ "\xc2\xa0\xc2\xbf\xc2", "\xc2\xa0\xc2\xbf\xc2" },
		/* bytes of C1 within signs, and in none */
		{ "\xe2\x80\x94\xf0\x9f\x98\x80",
		    "\xe2\x80\x94\xf0\x9f\x98\x80" },
		{ "\x9b\xe2\x80\xf0\x9f\x98", "\\x9b\xe2\\x80\xf0\\x9f\\x98" },
		{ "\xe2\x80\x93", "\xe2\x80\x93" },
	};
	char out[64];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof cases / sizeof *cases; i++) {
		put(cases[i][0], out);
		assert_string_equal(out, cases[i][1]);
		assert_int_equal(text_unescape(out), 0);
		assert_string_equal(out, cases[i][0]);
	}
	put(NULL, out);
	assert_string_equal(out, "-");
}

static void
malformed(void **state)
{
	static const char *const bad[] = { "\\", "a\\", "\\q", "\\x", "\\x1",
		"\\xg0", "\\x0g", "\\x00", "\\xAB", "\\N", "\\ " };
	char s[16];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof bad / sizeof *bad; i++) {
		strcpy(s, bad[i]);
		if (text_unescape(s) != -1)
			fail_msg("'%s' is accepted", bad[i]);
	}
	strcpy(s, "\\x41\\xff");
	assert_int_equal(text_unescape(s), 0);
	assert_string_equal(s, "A\xff");
}

static void
tame(void **state)
{
	char s[] = "a\tb\x1b[31m\xc2\x9b\xc3\xa9\xc2\xa0\n\x7f\x9b\xe2\x80\x94";

	(void)state;
	text_tame(s);
	assert_string_equal(s, "a\tb?[31m??\xc3\xa9\xc2\xa0???\xe2\x80\x94");
}

/* All bytes but NUL come back. */
static void
round_trip(void **state)
{
	char s[4], out[64];
	int a, b;

	(void)state;
	for (a = 1; a < 256; a++)
		for (b = 0; b < 256; b++) {
			s[0] = (char)a;
			s[1] = (char)b;
			s[2] = '\0';
			put(s, out);
			assert_null(strpbrk(out, "\t\n"));
			assert_true(*out != '#');
			assert_int_equal(text_unescape(out), 0);
			assert_string_equal(out, s);
		}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(escapes),
		cmocka_unit_test(malformed),
		cmocka_unit_test(tame),
		cmocka_unit_test(round_trip),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
