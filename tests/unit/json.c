#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "edge/json.h"
#include "test.h"

static void
parts(void **state)
{
	static const char text[] =
	    "{\"a\":[{\"b\":\"x\"},{\"b\":true}],\"n\":12,\"s\":\"34\"}";
	char why[128], *out = NULL;
	struct json *v = json_read(text, strlen(text), why);
	size_t n;
	FILE *fp;

	(void)state;
	assert_non_null(v);
	assert_string_equal(json_string_at(v, "a.0.b"), "x");
	assert_true(json_true_at(v, "a.1.b"));
	assert_false(json_true_at(v, "a.0.b"));
	assert_int_equal(json_count(v, "a"), 2);
	assert_int_equal(json_count(v, "n"), 0);
	assert_int_equal(json_whole_at(v, "n", -1), 12);
	assert_int_equal(json_whole_at(v, "s", -1), -1);
	assert_null(json_at(v, "a.2"));
	assert_null(json_at(v, "a.x"));
	assert_null(json_at(v, "a.0.b.c"));
	assert_null(json_string_at(v, "n"));
	assert_null(json_string_at(NULL, "n"));
	assert_ptr_equal(json_at(v, NULL), v);
	fp = open_memstream(&out, &n);
	json_print(v, fp);
	fclose(fp);
	assert_string_equal(out, "{\"a\":[{\"b\":\"x\"},{\"b\":true}],"
				 "\"n\":12,\"s\":\"34\"}\n");
	free(out);
	json_free(v);
	json_free(NULL);
}

static void
built(void **state)
{
	static const double numbers[] = { 1.0004, -2, 0.5 };
	static const char text[] = "{\"a\":\"old\",\"b\":2}";
	struct json_line l, part;
	char why[128], *out = NULL;
	struct json *v = json_read(text, strlen(text), why);
	size_t n;
	FILE *fp;

	(void)state;
	assert_true(json_number_at(v, "b", -1) > 1.9);
	assert_true(json_number_at(v, "a", -1) < 0);
	json_begin_with(&l, v);
	json_text(&l, "a", "new");
	json_bool(&l, "c", true);
	json_numbers(&l, "d", numbers, 3, 3);
	json_append(&l, "e", NULL);
	json_append(&l, "f", NULL);
	json_begin(&part);
	json_text(&part, "x", NULL);
	json_append(&l, "f", &part);
	json_begin(&part);
	json_part(&l, "g", &part);
	fp = open_memstream(&out, &n);
	json_end(&l, fp);
	json_print(v, fp);
	fclose(fp);
	assert_string_equal(out,
	    "{\"a\":\"new\",\"b\":2,\"c\":true,\"d\":[1.0,-2.0,0.5],"
	    "\"e\":[],\"f\":[{\"x\":null}],\"g\":{}}\n"
	    "{\"a\":\"old\",\"b\":2}\n");
	free(out);
	json_free(v);
}

static void
refused(void **state)
{
	static const char *const bad[] = { "", "{", "{\"a\":1}x",
		"{\"a\":1,\"a\":2}", "\"\xff\"", "\"\\ud800\"", "{'a':1}",
		"<html>" };
	char why[128];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		assert_null(json_read(bad[i], strlen(bad[i]), why));
		assert_non_null(strstr(why, "no JSON"));
	}
}

/* What is no UTF-8 is no JSON: U+FFFD for each byte of it. */
static void
repaired(void **state)
{
	struct json_line l;
	char *out = NULL;
	size_t n;
	FILE *fp = open_memstream(&out, &n);

	(void)state;
	json_begin(&l);
	json_text(&l, "t", "a\xff\xc3(\xe2\x82\xac\xf0\x9f\x8e\xb5\xe2\x82");
	json_text(&l, "none", NULL);
	json_end(&l, fp);
	fclose(fp);
	assert_string_equal(out,
	    "{\"t\":\"a\xef\xbf\xbd\xef\xbf\xbd(\xe2\x82\xac\xf0\x9f\x8e\xb5"
	    "\xef\xbf\xbd\xef\xbf\xbd\",\"none\":null}\n");
	free(out);
}

/* What steers a terminal is escaped, and comes back. */
static void
tame(void **state)
{
	const char text[] = "a\x1b\x7f\xc2\x9b\xc3\x9b\xe2\x80\x94\xc2\x80";
	char *out = NULL, why[128];
	struct json_line l;
	struct json *back;
	size_t n;
	FILE *fp = open_memstream(&out, &n);

	(void)state;
	json_begin(&l);
	json_text(&l, "t", text);
	json_end(&l, fp);
	fclose(fp);
	assert_string_equal(out,
	    "{\"t\":\"a\\u001B\\u007F\\u009B\xc3\x9b\xe2\x80\x94\\u0080\"}"
	    "\n");
	back = json_read(out, n, why);
	assert_string_equal(json_string_at(back, "t"), text);
	json_free(back);
	free(out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tame),
		cmocka_unit_test(parts),
		cmocka_unit_test(built),
		cmocka_unit_test(refused),
		cmocka_unit_test(repaired),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
