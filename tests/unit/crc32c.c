#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/bytes.h"
#include "base/crc32c.h"

static void
known(void **state)
{
	uint8_t x[32];
	int i;

	(void)state;
	assert_int_equal(crc32c(0, "123456789", 9), 0xe3069283);
	assert_int_equal(crc32c_table(0, "123456789", 9), 0xe3069283);
	assert_int_equal(crc32c(0, "", 0), 0);
	/* RFC 3720, B.4 */
	memset(x, 0, sizeof x);
	assert_int_equal(crc32c(0, x, sizeof x), 0x8a9136aa);
	memset(x, 0xff, sizeof x);
	assert_int_equal(crc32c(0, x, sizeof x), 0x62a8ab43);
	for (i = 0; i < 32; i++)
		x[i] = (uint8_t)i;
	assert_int_equal(crc32c(0, x, sizeof x), 0x46dd794e);
}

static void
pieces_and_table(void **state)
{
	uint8_t x[300];
	uint32_t whole;
	size_t i, n;

	(void)state;
	for (i = 0; i < sizeof x; i++)
		x[i] = (uint8_t)(i * i + 7 * i);
	for (n = 0; n < sizeof x; n++) {
		whole = crc32c(0, x, n);
		assert_int_equal(crc32c_table(0, x, n), whole);
		i = n / 3;
		assert_int_equal(crc32c(crc32c(0, x, i), x + i, n - i), whole);
	}
}

static void
little_endian(void **state)
{
	uint8_t b[9] = { 0 };

	(void)state;
	le64_put(b, 0x0123456789abcdef);
	assert_int_equal(b[0], 0xef);
	assert_int_equal(b[7], 0x01);
	assert_true(le64(b) == 0x0123456789abcdef);
	assert_int_equal(le32(b), 0x89abcdef);
	le40_put(b, 0xfedcba9876);
	assert_true(le40(b) == 0xfedcba9876);
	assert_int_equal(b[5], 0x45);
	le_double_put(b, -1);
	assert_int_equal(b[7], 0xbf);
	assert_int_equal(b[6], 0xf0);
	assert_true(le_double(b) == -1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(known),
		cmocka_unit_test(pieces_and_table),
		cmocka_unit_test(little_endian),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
