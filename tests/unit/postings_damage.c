/* The codec of postings, when the code is damaged: it says so, or gives what can be. */

#include "bucket.h"

static struct bucket b;

/* What the decoder takes is keys in order; what it does not, it says. */
static size_t
try_damaged(const struct bucket *whole, uint64_t *key)
{
	struct bucket copy = *whole, *d = &copy;
	uint32_t pos[64], low, step = ((uint32_t)1 << d->shift) / 2;
	ptrdiff_t n, i, all;

	d->code = memcpy(
	    edge(d->size + POSTINGS_PAD), d->code, d->size + POSTINGS_PAD);
	step = step > 8 ? step / 4 : 1;
	for (low = 0; low >> d->shift == 0 && low < 9 * step; low += step) {
		n = postings_run(
		    d->code, d->size, d->shift, low, d->end, key, 64);
		for (i = 1; i < n && n <= 64; i++)
			assert_true(key[i - 1] <= key[i]);
	}
	all = postings_count(d->code, d->size, d->shift);
	assert_true(all < 4 * MAX);
	n = postings_decode(d->code, d->size, d->shift, d->end, key);
	assert_true(n == -1 || n == all);
	for (i = 1; i < n; i++)
		assert_true(key[i - 1] <= key[i]);
	for (low = 0; low >> d->shift == 0 && low < 9 * step; low += step) {
		ptrdiff_t m = postings_lookup(
		    d->code, d->size, d->shift, low, d->end, pos, 64);

		assert_true(m <= all);
		for (i = 0; i < m && i < 64; i++)
			assert_true(pos[i] < d->end &&
				    (i == 0 || pos[i - 1] <= pos[i]));
	}
	return n < 0;
}

/* A run that cannot be is damage, not a hash that nobody has. */
static void
bad_runs(void **state)
{
	static const struct {
		size_t at; /* behind a count and w: ends of 4 runs, run 0 */
		uint8_t low, byte[2];
	} cases[] = {
		{ 3, 0, { 0xff, 0xff } },  /* it ends beyond the last */
		{ 5, 1, { 1, 0 } },        /* before the one before it */
		{ 3, 0, { 2, 0 } },        /* before its postings do */
		{ 11, 0, { 0xff, 0x7f } }, /* more than the bucket has */
		{ 11, 0, { 0x80, 0 } },    /* none */
	};
	uint32_t pos[MAX];
	uint64_t key[MAX];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof cases / sizeof *cases; i++) {
		fill(&b, 400, 2, 4, 100000);
		encode(&b);
		assert_int_equal(b.code[2], 2);
		assert_true(postings_lookup(b.code, b.size, 2, cases[i].low,
				b.end, pos, MAX) > 0);
		memcpy(b.code + cases[i].at, cases[i].byte, 2);
		assert_int_equal(postings_lookup(b.code, b.size, 2,
				     cases[i].low, b.end, pos, MAX),
		    -1);
		assert_int_equal(postings_run(b.code, b.size, 2, cases[i].low,
				     b.end, key, MAX),
		    -1);
		free(b.code);
	}
}

/* Whoever wants all of a run wants all of its gaps. */
static void
gaps_missing(void **state)
{
	uint32_t pos[MAX];
	uint64_t key[MAX];

	(void)state;
	fill(&b, 100, 0, 1, 100000);
	encode(&b);
	assert_int_equal(
	    postings_lookup(b.code, b.size, 0, 0, b.end, pos, MAX), 100);
	assert_int_equal(
	    postings_lookup(b.code, b.size - 20, 0, 0, b.end, pos, MAX), -1);
	assert_int_equal(
	    postings_run(b.code, b.size - 20, 0, 0, b.end, key, MAX), -1);
	free(b.code);
}

/* Two hashes of one time the wrong way round; a byte too many; too few. */
static void
bad_order(void **state)
{
	uint64_t key[4];

	(void)state;
	b.n = 2;
	b.shift = 4;
	b.end = 100;
	b.key[0] = 5 << 4 | 3;
	b.key[1] = 5 << 4 | 9;
	encode(&b);
	assert_int_equal(b.code[2], 0x93);
	assert_int_equal(postings_run(b.code, b.size, 4, 3, b.end, key, 2), 2);
	assert_int_equal(
	    postings_run(b.code, b.size + 1, 4, 3, b.end, key, 2), -1);
	assert_int_equal(postings_run_bits(b.code, b.size, 4), 4);
	assert_int_equal(postings_run_bits(b.code, 1, 4), -1);
	b.code[2] = 0x39;
	assert_int_equal(postings_run(b.code, b.size, 4, 3, b.end, key, 2), -1);
	free(b.code);
}

/* Four runs that say each that they are all of the bucket. */
static void
too_many(void **state)
{
	enum {
		N = 400,
		RUN = 2 + N / 2 /* bytes: N, and gaps of no bits */
	};
	static uint8_t code[3 + 8 + 4 * RUN + POSTINGS_PAD] = { 0x90, 3, 2 };
	size_t i, end;

	(void)state;
	for (i = 0; i < 4; i++) {
		end = (i + 1) * RUN;
		code[3 + 2 * i] = (uint8_t)end;
		code[4 + 2 * i] = (uint8_t)(end >> 8);
		memcpy(code + 11 + i * RUN, code, 2);
	}
	assert_int_equal(
	    postings_count(code, sizeof code - POSTINGS_PAD, 2), N);
	assert_int_equal(postings_decode(code, sizeof code - POSTINGS_PAD, 2, 9,
			     (uint64_t *)edge(2 * N * sizeof(uint64_t))),
	    -1);
}

static void
damage(void **state)
{
	static const uint32_t shifts[] = { 6, 1, 2, 13 };
	static uint64_t key[8 * MAX];
	size_t bit, i, at, refused = 0, tried = 0;

	(void)state;
	for (i = 0; i < 40; i++) {
		fill(&b, 1 + rnd(i % 4 == 0 ? 600 : 90), shifts[i / 4 % 4],
		    1 << 13, 100000);
		encode(&b);
		for (bit = 0; bit < 8 * b.size; bit++, tried++) {
			b.code[bit / 8] ^= (uint8_t)(1 << bit % 8);
			refused += try_damaged(&b, key);
			b.code[bit / 8] ^= (uint8_t)(1 << bit % 8);
		}
		for (at = 1; at < b.size; at++) /* cut short */
			assert_int_equal(
			    postings_decode(b.code, at, b.shift, b.end, key),
			    -1);
		assert_int_equal(
		    postings_decode(b.code, b.size + 1, b.shift, b.end, key),
		    -1);
		/* a posting has half a byte at least */
		for (at = 1; at < (b.n < 128 ? 1 : 2) + b.n / 2; at++)
			assert_int_equal(
			    postings_count(b.code, at, b.shift), -1);
		free(b.code);
	}
	assert_true(refused > tried / 10);
}

static void
garbage(void **state)
{
	static uint64_t key[1024];
	size_t i, k;

	(void)state;
	b.code = malloc(64 + POSTINGS_PAD);
	for (i = 0; i < 200000; i++) {
		b.size = rnd(64);
		b.shift = (uint32_t)rnd(32);
		b.end = rnd(1 << 30) + 1;
		for (k = 0; k < 64 + POSTINGS_PAD; k++)
			b.code[k] = (uint8_t)rnd(256);
		if (i % 2 == 0)
			b.code[0] &= 31;
		try_damaged(&b, key);
	}
	free(b.code);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bad_runs),
		cmocka_unit_test(gaps_missing),
		cmocka_unit_test(bad_order),
		cmocka_unit_test(too_many),
		cmocka_unit_test(damage),
		cmocka_unit_test(garbage),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
