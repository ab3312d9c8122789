#include <string.h>

#include "base/base64.h"
#include "test.h"

static void
rfc4648(void **state)
{
	static const char *const cases[][3] = { { "", "", "" },
		{ "f", "Zg==", "Zg" }, { "fo", "Zm8=", "Zm8" },
		{ "foo", "Zm9v", "Zm9v" }, { "foob", "Zm9vYg==", "Zm9vYg" },
		{ "fooba", "Zm9vYmE=", "Zm9vYmE" },
		{ "foobar", "Zm9vYmFy", "Zm9vYmFy" },
		{ "\xff\xef\xbe", "/+++", "_---" } };
	char out[BASE64_SIZE(6)];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		base64_put(out, cases[i][0], strlen(cases[i][0]));
		assert_string_equal(out, cases[i][1]);
		base64_url_put(out, cases[i][0], strlen(cases[i][0]));
		assert_string_equal(out, cases[i][2]);
	}
	assert_int_equal(BASE64_SIZE(0), 1);
	assert_int_equal(BASE64_SIZE(1), 5);
	assert_int_equal(BASE64_SIZE(4), 9);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(rfc4648) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
