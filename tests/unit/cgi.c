#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "edge/cgi.h"
#include "test.h"

static char *
nothing(const char *name)
{
	(void)name;
	return NULL;
}

static struct cgi
with_query(const char *query)
{
	struct cgi r;

	cgi_read(&r, nothing);
	r.query = query;
	return r;
}

static void
absent(void **state)
{
	struct cgi r;

	(void)state;
	cgi_read(&r, nothing);
	assert_string_equal(r.method, "");
	assert_string_equal(r.host, "");
	assert_int_equal(r.refused, 200);
}

static void
parameters(void **state)
{
	static const struct {
		const char *query, *value;
		int found;
	} t[] = {
		{ "", "", 0 },
		{ "url=", "", 1 },
		{ "url", "", 1 },
		{ "a=1&url=x", "x", 1 },
		{ "&&url=x&", "x", 1 },
		{ "url=a%20b+c%3D%26", "a b c=&", 1 },
		{ "url=a=b", "a=b", 1 },
		{ "xurl=1&urlx=2", "", 0 },
		{ "url=1&url=2", NULL, -1 },
		{ "url=%", NULL, -1 },
		{ "url=%0", NULL, -1 },
		{ "url=%zz", NULL, -1 },
		{ "url=a%00b", NULL, -1 },
		{ "url=0123456789abcdef", NULL, -1 },
	};
	char value[16];
	struct cgi r;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof t / sizeof *t; i++) {
		r = with_query(t[i].query);
		value[0] = '\0';
		assert_int_equal(
		    cgi_parameter(&r, "url", value, sizeof value), t[i].found);
		if (t[i].value != NULL)
			assert_string_equal(value, t[i].value);
	}
}

static void
only(void **state)
{
	static const char *const names[] = { "n", "url", NULL };
	struct cgi r = with_query("url=1&n=2&");

	(void)state;
	assert_true(cgi_only(&r, names));
	r.query = "url=1&N=2";
	assert_false(cgi_only(&r, names));
	r.query = "nn=2";
	assert_false(cgi_only(&r, names));
	r.query = "=2";
	assert_false(cgi_only(&r, names));
	r.query = "";
	assert_true(cgi_only(&r, names));
}

static void
length(void **state)
{
	static const char *const bad[] = { "", "-1", "+1", "1 ", "0x1", "1e3",
		"101", "99999999999999999999" };
	struct cgi r = with_query("");
	uint64_t n = 7;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof bad / sizeof *bad; i++) {
		r.length = bad[i];
		assert_int_equal(cgi_length(&r, 100, &n), -1);
	}
	r.length = "100";
	assert_int_equal(cgi_length(&r, 100, &n), 0);
	assert_int_equal(n, 100);
}

/* Which names are ours: a page may reach us under one that is not. */
static void
host(void **state)
{
	static const char *const ours[] = { "localhost", "localhost:8080",
		"LOCALHOST", "127.0.0.1", "127.0.0.1:80", "127.9.9.9", "[::1]",
		"[::1]:8080", "find.example", "FIND.example:443", "a.example" };
	static const char *const others[] = { "", "evil.example",
		"find.example.evil", "xfind.example", "127.0.0.1.evil.example",
		"localhost.evil.example", "[::2]", "10.0.0.1", "evil@localhost",
		"localhost/x", "find.example ", "a.example b", " ", "::1",
		"[find.example]" };
	struct cgi r = with_query("");
	size_t i;

	(void)state;
	for (i = 0; i < sizeof ours / sizeof *ours; i++) {
		r.host = ours[i];
		if (!cgi_host(&r, "find.example a.example "))
			fail_msg("'%s' is ours", ours[i]);
	}
	for (i = 0; i < sizeof others / sizeof *others; i++) {
		r.host = others[i];
		if (cgi_host(&r, "find.example a.example "))
			fail_msg("'%s' is none of ours", others[i]);
	}
}

static void
same_site(void **state)
{
	static const struct {
		const char *site, *origin;
		bool same;
	} t[] = {
		{ "", "", true }, /* curl */
		{ "same-origin", "http://a.example:1", true },
		{ "none", "", true },
		{ "", "https://a.example:1", true },
		{ "cross-site", "", false },
		{ "same-site", "http://a.example:1", false },
		{ "same-origin", "http://b.example", false },
		{ "", "http://a.example", false },
		{ "", "http://a.example:12", false },
		{ "", "null", false },
		{ "", "a.example:1", false },
	};
	struct cgi r = with_query("");
	size_t i;

	(void)state;
	r.host = "a.example:1";
	for (i = 0; i < sizeof t / sizeof *t; i++) {
		r.site = t[i].site;
		r.origin = t[i].origin;
		assert_int_equal(cgi_same_site(&r), t[i].same);
	}
}

static void
head(void **state)
{
	char text[256] = "";
	FILE *fp = fmemopen(text, sizeof text, "w");

	(void)state;
	cgi_head(fp, 503, 4.2);
	fclose(fp);
	assert_string_equal(text, "Status: 503\r\n"
				  "Content-Type: application/json\r\n"
				  "Cache-Control: no-store\r\n"
				  "Retry-After: 5\r\n\r\n");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(absent),
		cmocka_unit_test(parameters),
		cmocka_unit_test(only),
		cmocka_unit_test(length),
		cmocka_unit_test(host),
		cmocka_unit_test(same_site),
		cmocka_unit_test(head),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
