#include <stdio.h>
#include <string.h>

#include "edge/url.h"
#include "test.h"

static void
escape(void **state)
{
	char out[64], in[] = "a/b %\xc3\xa9~", bad[] = "%4", nul[] = "a%00";
	FILE *fp = fmemopen(out, sizeof out, "w");

	(void)state;
	url_escape(fp, in);
	fputc('\0', fp);
	fclose(fp);
	assert_string_equal(out, "a%2Fb%20%25%C3%A9~");
	assert_int_equal(url_unescape(out), 0);
	assert_string_equal(out, in);
	assert_int_equal(url_unescape(bad), -1);
	assert_int_equal(url_unescape(nul), -1);
}

static void private(void **state)
{
	static const char *const yes[] = { "https://a.example/b",
		"HTTPS://a.example", "http://127.0.0.1:8080/x",
		"http://127.1.2.3/", "http://localhost:1", "http://[::1]:80/",
		"https://a/?q=u@v" };
	static const char *const no[] = { "", "a.example", "http://a.example/",
		"http://127.evil.example/", "http://127.0.0.1.evil.example",
		"http://localhost.evil.example/", "http://a@127.0.0.1/",
		"http://127.0.0.1@evil.example/", "ftp://127.0.0.1/",
		"https://", "https:///", "https://u:p@a.example/",
		"http://127.0.0.1\\@evil.example", "https://a b/",
		"http://[::1]x/", "https://:1/", "http://128.0.0.1/" };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof yes / sizeof yes[0]; i++)
		assert_true(url_private(yes[i]));
	for (i = 0; i < sizeof no / sizeof no[0]; i++)
		assert_false(url_private(no[i]));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(escape),
		cmocka_unit_test(private),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
