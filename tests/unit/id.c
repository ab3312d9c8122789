#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/id.h"

static void
valid(void **state)
{
	static const char *const good[] = { "a", "dQw4w9WgXcQ", "-x", "--",
		"#1", "a\\b", "caf\xc3\xa9", "\xe6\xad\x8c", "\xf0\x9f\x8e\xb5",
		"\xf4\x8f\xbf\xbf", "\xc2\xa1" };
	static const char *const bad[] = { "", "-", "a b", "a\tb", "a\n",
		"\x7f", "\xc2\x80", "\xc2\x9b", "\xc2\xa0", "\xc0\xaf",
		"\xe0\x80\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xff",
		"\xc3", "a\xc3", "\x80" };
	char s[ID_MAX + 2];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof good / sizeof *good; i++)
		if (!id_valid(good[i]))
			fail_msg("good %zu", i);
	for (i = 0; i < sizeof bad / sizeof *bad; i++)
		if (id_valid(bad[i]))
			fail_msg("bad %zu", i);
	memset(s, 'x', sizeof s);
	s[ID_MAX] = '\0';
	assert_true(id_valid(s));
	s[ID_MAX] = 'x';
	s[ID_MAX + 1] = '\0';
	assert_false(id_valid(s));
	memcpy(s + ID_MAX - 1, "\xc3\xa9", 3); /* ends beyond the last byte */
	assert_false(id_valid(s));
}

static void
of_a_path(void **state)
{
	static const char *const cases[][2] = {
		{ "a.mp3", "a" },
		{ "/x/y.z/My Song.tar.gz", "My_Song.tar" },
		{ "dir/", "stdin" },
		{ ".hidden", ".hidden" },
		{ "-.wav", "stdin" },
		{ "-", "stdin" },
		{ "", "stdin" },
		{ "caf\xc3\xa9.ogg", "caf\xc3\xa9" },
		{ "a\xff\xc3(.ogg", "a__(" },
		{ "a\xc2\xa0z", "a__z" },
	};
	char id[ID_MAX + 1], path[600];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof cases / sizeof *cases; i++) {
		id_from_path(cases[i][0], id);
		assert_string_equal(id, cases[i][1]);
	}
	memset(path, 'p', sizeof path);
	path[sizeof path - 1] = '\0';
	id_from_path(path, id);
	assert_int_equal(strlen(id), ID_MAX);
	memcpy(path + ID_MAX - 1, "\xc3\xa9", 2); /* not cut in the middle */
	id_from_path(path, id);
	assert_int_equal(strlen(id), ID_MAX - 1);
	assert_true(id_valid(id));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(valid),
		cmocka_unit_test(of_a_path),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
