#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "signal/au.h"
#include "signal/slice.h"

/* A stream as a file that can be read from its start. */
static FILE *
stream(const void *b, size_t n)
{
	FILE *fp = tmpfile();

	assert_non_null(fp);
	assert_int_equal(fwrite(b, 1, n, fp), n);
	rewind(fp);
	return fp;
}

/* ".snd", offset, length, encoding, rate, channels, and a sample 0.5 */
static const unsigned char good[] = { '.', 's', 'n', 'd', 0, 0, 0, 24, 0, 0, 0,
	4, 0, 0, 0, 6, 0, 0, 0x1f, 0x40, 0, 0, 0, 1, 0x3f, 0, 0, 0 };

static void
test_read(void **state)
{
	FILE *fp = stream(good, sizeof good);
	struct au au;
	float x[4];

	(void)state;
	assert_int_equal(au_open(&au, fp, "x"), 0);
	assert_int_equal(au.rate, 8000);
	assert_int_equal(au.length, 1);
	assert_string_equal(au.id, "");
	assert_int_equal(au_read(&au, x, 4), 1);
	assert_true(x[0] == 0.5f);
	assert_int_equal(au_read(&au, x, 4), 0);
	fclose(fp);
}

/* good, with one byte changed, or cut: what au_open and au_read say. */
static void
refuses(size_t at, unsigned char byte, size_t n, const char *message)
{
	unsigned char b[sizeof good];
	struct au au;
	float x[4];
	FILE *fp;

	memcpy(b, good, sizeof b);
	if (at < sizeof b)
		b[at] = byte;
	fp = stream(b, n);
	if (au_open(&au, fp, "x") == 0)
		assert_int_equal(au_read(&au, x, 4), -1);
	assert_string_equal(au.err, message);
	fclose(fp);
}

static void
test_refusals(void **state)
{
	const size_t all = sizeof good;

	(void)state;
	refuses(all, 0, 0, "x: empty input, want an AU stream");
	refuses(0, 'X', all,
	    "x: byte 0: not an AU stream: want '.snd' (sg-decode makes one)");
	refuses(all, 0, 3,
	    "x: byte 0: not an AU stream: want '.snd' (sg-decode makes one)");
	refuses(all, 0, 23, "x: byte 23: truncated AU header");
	refuses(7, 23, all, "x: byte 4: data offset: want 24..1048576, got 23");
	refuses(4, 1, all,
	    "x: byte 4: data offset: want 24..1048576, got 16777240");
	refuses(7, 29, all, "x: byte 28: truncated AU header: want 29 bytes");
	refuses(15, 1, all,
	    "x: byte 12: encoding: want 3 (16 bit) or 6 (float), got 1");
	refuses(18, 0, 20, "x: byte 20: truncated AU header");
	refuses(
	    16, 1, all, "x: byte 16: rate: want 1..1000000 Hz, got 16785216");
	refuses(23, 2, all, "x: byte 20: want 1 channel, got 2");
	refuses(11, 5, all,
	    "x: byte 8: length of 5 bytes is no whole number of samples");
	refuses(11, 8, all, "x: truncated: want 2 samples, got 1");
	refuses(all, 0, all - 1,
	    "x: sample 0 is cut: the decoder failed, or the stream is "
	    "truncated");
}

static void
test_not_finite(void **state)
{
	static const unsigned char bad[3][4] = { { 0x7f, 0x80, 0, 0 },
		{ 0xff, 0x80, 0, 0 }, { 0x7f, 0xc0, 0, 0 } };
	unsigned char b[sizeof good];
	struct au au;
	float x[4];
	size_t i;
	FILE *fp;

	(void)state;
	for (i = 0; i < 3; i++) {
		memcpy(b, good, sizeof b);
		memcpy(b + 24, bad[i], 4);
		fp = stream(b, sizeof b);
		assert_int_equal(au_open(&au, fp, "x"), 0);
		assert_int_equal(au_read(&au, x, 4), -1);
		assert_string_equal(
		    au.err, "x: sample 0 is not a finite number");
		fclose(fp);
	}
}

static void
round_trip(enum au_encoding e, size_t n, uint64_t length, float tolerance)
{
	static float x[10000], y[10000];
	FILE *fp = tmpfile();
	struct au au;
	size_t i, had = 0;
	ptrdiff_t r;

	for (i = 0; i < n; i++)
		x[i] = 0.9f * sinf((float)i);
	au_put_header(fp, e, 44100, length, "some-id");
	au_put(fp, e, x, n);
	rewind(fp);
	assert_int_equal(au_open(&au, fp, "x"), 0);
	assert_int_equal(au.rate, 44100);
	assert_int_equal(au.encoding, e);
	assert_true(au.length == length);
	assert_string_equal(au.id, "some-id");
	while ((r = au_read(&au, y + had, 9999)) > 0)
		had += (size_t)r;
	assert_int_equal(r, 0);
	assert_int_equal(had, n);
	assert_int_equal(au.n, n);
	for (i = 0; i < n; i++)
		assert_true(fabsf(x[i] - y[i]) <= tolerance);
	fclose(fp);
}

static void
test_round_trip(void **state)
{
	(void)state;
	round_trip(AU_F32, 10000, 10000, 0);
	round_trip(AU_F32, 4096, AU_UNKNOWN, 0);
	round_trip(AU_F32, 0, 0, 0);
	round_trip(AU_S16, 10000, 10000, 0.51f / 32768);
	round_trip(AU_S16, 1, AU_UNKNOWN, 0.51f / 32768);
}

static void
test_s16_clips(void **state)
{
	const float x[] = { 2, 1, -1, -2, 0.4f / 32768, 0.6f / 32768 };
	const float want[] = { 32767, 32767, -32768, -32768, 0, 1 };
	FILE *fp = tmpfile();
	struct au au;
	float y[6];
	size_t i;

	(void)state;
	au_put_header(fp, AU_S16, 8000, AU_UNKNOWN, "a");
	au_put(fp, AU_S16, x, 6);
	rewind(fp);
	assert_int_equal(au_open(&au, fp, "x"), 0);
	assert_int_equal(au_read(&au, y, 6), 6);
	for (i = 0; i < 6; i++)
		assert_true(y[i] * 32768 == want[i]);
	fclose(fp);
}

/* A length that 32 bits cannot hold is not said. */
static void
test_long(void **state)
{
	FILE *fp = tmpfile();
	struct au au;

	(void)state;
	au_put_header(fp, AU_F32, 8000, UINT64_C(1) << 30, "a");
	rewind(fp);
	assert_int_equal(au_open(&au, fp, "x"), 0);
	assert_true(au.length == AU_UNKNOWN);
	fclose(fp);
}

static void
test_broken(void **state)
{
	static const enum au_encoding encoding[] = { AU_F32, AU_S16 };
	const float x[2] = { 0, 1 };
	struct au au;
	float y[4];
	size_t i;
	FILE *fp;

	(void)state;
	for (i = 0; i < 2; i++) {
		fp = tmpfile();
		au_put_header(fp, encoding[i], 8000, AU_UNKNOWN, "a");
		au_put(fp, encoding[i], x, 2);
		au_put_broken(fp);
		rewind(fp);
		assert_int_equal(au_open(&au, fp, "x"), 0);
		assert_int_equal(au_read(&au, y, 4), -1);
		assert_string_equal(au.err,
		    "x: sample 2 is cut: the decoder failed, or the stream is "
		    "truncated");
		fclose(fp);
	}
}

/* What a slice of 0, 1, 2 ... 9 holds; -1 when it is refused. */
static ptrdiff_t
slice(uint64_t skip, uint64_t take, bool announced, bool whole, float *y)
{
	struct slice s = { .fp = tmpfile(),
		.encoding = AU_F32,
		.rate = 8000,
		.id = "a",
		.skip = skip,
		.take = take,
		.length = AU_UNKNOWN };
	const float x[] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 };
	struct au au;
	ptrdiff_t n, r = -1;
	size_t i;

	if (announced)
		slice_announce(&s, 10);
	for (i = 0; i < 10; i += 2)
		slice_put(&s, x + i, 2);
	if (slice_end(&s, whole) != (whole && s.begun))
		return -2;
	rewind(s.fp);
	if (au_open(&au, s.fp, "x") == 0 && (n = au_read(&au, y, 20)) >= 0 &&
	    au_read(&au, y + n, 20) == 0)
		r = n;
	assert_true(r < 0 || !announced || au.length == (uint64_t)r);
	fclose(s.fp);
	return r;
}

static void
test_slice(void **state)
{
	float y[40];

	(void)state;
	assert_int_equal(slice(0, UINT64_MAX, false, true, y), 10);
	assert_true(y[0] == 0 && y[9] == 9);
	assert_int_equal(slice(3, 4, true, true, y), 4);
	assert_true(y[0] == 3 && y[3] == 6);
	assert_int_equal(slice(9, 100, true, true, y), 1);
	assert_true(y[0] == 9);
	/* nothing in it: not even a header */
	assert_int_equal(slice(10, 100, true, true, y), -1);
	assert_int_equal(slice(0, UINT64_MAX, false, false, y), -1);
	/* though all ten announced samples came */
	assert_int_equal(slice(0, UINT64_MAX, true, false, y), -1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_read),
		cmocka_unit_test(test_refusals),
		cmocka_unit_test(test_not_finite),
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_s16_clips),
		cmocka_unit_test(test_long),
		cmocka_unit_test(test_broken),
		cmocka_unit_test(test_slice),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
