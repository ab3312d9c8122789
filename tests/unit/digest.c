/* The seed's names of hashes, and the table that leads back. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "signal/digest.h"

static uint32_t
code(uint32_t f1, uint32_t f2, uint32_t dt)
{
	return (f1 * DIGEST_BINS + f2) * DIGEST_STEPS + dt / 2;
}

/* The digests are those that sha1sum(1) prints. */
static void
known_digests(void **state)
{
	static const struct {
		uint32_t f1, f2, dt;
		const char *text;
	} known[] = {
		{ 0, 0, 0, "bcd8195eb61a41102f4c" },
		{ 371, 371, 30, "dc43d7173ab467140a81" },
		{ 12, 249, 2, "b2f09a81a01bd4b64c0e" },
		{ 100, 99, 0, "85cd673a550dc69ee0e9" },
	};
	char text[DIGEST_DIGITS + 1];
	uint32_t c, got;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof known / sizeof *known; i++) {
		c = code(known[i].f1, known[i].f2, known[i].dt);
		digest_text(c, text);
		assert_string_equal(text, known[i].text);
		assert_int_equal(digest_find(known[i].text, &got), 0);
		assert_int_equal(got, c);
	}
}

static void
every_code_is_found(void **state)
{
	char text[DIGEST_DIGITS + 1];
	uint32_t c, got;

	(void)state;
	for (c = 0; c < DIGEST_SPACE; c++) {
		digest_text(c, text);
		if (digest_find(text, &got) < 0 || got != c)
			fail_msg("code %u: %s", c, text);
	}
}

static void
nothing_else_is_found(void **state)
{
	char text[DIGEST_DIGITS + 2];
	uint32_t got = 7;
	size_t i;

	(void)state;
	assert_int_equal(digest_find("", &got), -1);
	digest_text(0, text);
	for (i = 0; i < DIGEST_DIGITS; i++) {
		/* one digit changed: the whole digest is compared */
		text[i] = text[i] == '0' ? '1' : '0';
		assert_int_equal(digest_find(text, &got), -1);
		digest_text(0, text);
	}
	strcat(text, "0");
	assert_int_equal(digest_find(text, &got), -1);
	text[DIGEST_DIGITS - 1] = '\0';
	assert_int_equal(digest_find(text, &got), -1);
	digest_text(0, text);
	text[strcspn(text, "abcdef")] = 'A';
	assert_int_equal(digest_find(text, &got), -1);
	assert_int_equal(got, 7);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(known_digests),
		cmocka_unit_test(every_code_is_found),
		cmocka_unit_test(nothing_else_is_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
