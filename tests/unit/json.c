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

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(parts),
		cmocka_unit_test(refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
