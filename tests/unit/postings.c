/* The codec against plain arrays: every range. */

#include <stdbool.h>

#include "bucket.h"

enum {
	MANY = 5000
};

/* The run of a hash: the keys with the same bits above, in their order. */
static void
compare_run(const struct bucket *b, uint32_t low)
{
	uint64_t mask = ((uint64_t)1 << b->shift) - 1, *key;
	ptrdiff_t found = 0, n;
	int bits;
	size_t i;

	bits = postings_run_bits(b->code, b->size, b->shift);
	assert_int_equal(bits, b->shift - postings_split(b->n, b->shift));
	n = postings_run(
	    b->code, b->size, b->shift, low, b->end, NULL, b->n > 0 ? 0 : 1);
	key = malloc(((size_t)n + 1) * sizeof *key);
	assert_int_equal(postings_run(b->code, b->size, b->shift, low, b->end,
			     key, (size_t)n),
	    n);
	for (i = 0; i < b->n; i++)
		if ((b->key[i] & mask) >> bits == low >> bits) {
			assert_true(found < n);
			assert_true(key[found++] == b->key[i]);
		}
	assert_int_equal(found, n);
	free(key);
}

/* The positions of a hash, found by going through all keys. */
static void
compare_list(const struct bucket *b, uint32_t low, size_t cap)
{
	uint64_t mask = ((uint64_t)1 << b->shift) - 1;
	uint32_t *out = malloc((cap + 1) * sizeof *out);
	size_t found = 0, i;

	out[cap] = 0xdeadbeef;
	i = (size_t)postings_lookup(
	    b->code, b->size, b->shift, low, b->end, out, cap);
	assert_int_equal(out[cap], 0xdeadbeef);
	for (size_t k = 0; k < b->n; k++) {
		if ((b->key[k] & mask) != low)
			continue;
		if (found < cap)
			assert_int_equal(out[found], b->key[k] >> b->shift);
		found++;
	}
	assert_int_equal(i, found);
	free(out);
}

static void
compare(struct bucket *b)
{
	uint64_t *key = malloc((2 * b->n + 1) * sizeof *key);
	uint32_t mask = (uint32_t)(((uint64_t)1 << b->shift) - 1), low;
	uint32_t pos[MAX];
	uint64_t last;
	size_t i;

	encode(b);
	assert_int_equal(postings_count(b->code, b->size, b->shift), b->n);
	assert_int_equal(
	    postings_decode(b->code, b->size, b->shift, b->end, key), b->n);
	assert_memory_equal(key, b->key, b->n * sizeof *key);
	for (i = 0; i < 150; i++) {
		low = i < 8 ? (uint32_t)i : (uint32_t)rnd(mask + 1ull);
		if (i > 60 && b->n > 0)
			low = (uint32_t)b->key[rnd(b->n)];
		compare_list(b, low & mask, i % 7 == 0 ? rnd(5) : MAX);
		if (i % 16 == 0)
			compare_run(b, low & mask);
	}
	/* a position that is not below end, if that changes no width */
	last = b->n > 0 ? b->key[b->n - 1] >> b->shift : 0;
	if (b->n > 0 && b->n <= POSTINGS_RUN &&
	    postings_widths(last, b->n) == postings_widths(b->end, b->n)) {
		assert_int_equal(
		    postings_decode(b->code, b->size, b->shift, last, key), -1);
		low = (uint32_t)b->key[b->n - 1] & mask;
		assert_int_equal(postings_lookup(b->code, b->size, b->shift,
				     low, last, pos, MAX),
		    -1);
	}
	free(key);
	free(b->code);
}

static struct bucket b;

static void
random_keys(void **state)
{
	static const uint64_t ends[] = { 1, 7, 1000, 1 << 20, UINT32_MAX };
	static const uint32_t shifts[] = { 0, 1, 5, 12, 24, 31 };
	size_t t, s, n;

	(void)state;
	for (t = 0; t < sizeof ends / sizeof *ends; t++)
		for (s = 0; s < sizeof shifts / sizeof *shifts; s++)
			for (n = 0; n < 700; n = n * 3 / 2 + 1) {
				fill(&b, n, shifts[s], 16, ends[t]);
				compare(&b);
				fill(&b, n, shifts[s], 1u << 31, ends[t]);
				compare(&b);
			}
}

static void
extremes(void **state)
{
	static const uint32_t shifts[] = { 0, 3, 31 };
	uint64_t max;
	size_t i, s;

	(void)state;
	for (s = 0; s < 3; s++) {
		max = (uint64_t)(UINT32_MAX - 1) << shifts[s] |
		      (((uint64_t)1 << shifts[s]) - 1);
		fill(&b, 0, shifts[s], 1, 1);
		compare(&b);
		fill(&b, MANY, shifts[s], 1, 1); /* one key, many times */
		compare(&b);
		b.n = MANY;
		for (i = 0; i < MANY; i++) /* the last key, many times */
			b.key[i] = max;
		b.end = UINT32_MAX;
		compare(&b);
		b.n = 2; /* first and last of all */
		b.key[0] = 0;
		b.end = UINT32_MAX;
		compare(&b);
		b.n = 1;
		b.key[0] = max;
		b.end = UINT32_MAX;
		compare(&b);
		fill(&b, 1, shifts[s], 1, 1);
		compare(&b);
		/* one hash, large: many bytes a run, ends of 4 bytes */
		fill(&b, MANY, shifts[s], 1, UINT32_MAX);
		compare(&b);
		fill(&b, MANY, shifts[s], 1u << 31, UINT32_MAX);
		compare(&b);
	}
	/* each side of the sizes at which a bucket is divided */
	for (i = POSTINGS_RUN - 1; i < 40 * POSTINGS_RUN; i = i * 2 + 1) {
		fill(&b, i, 8, 256, 100000);
		compare(&b);
		fill(&b, i + 1, 8, 256, 100000);
		compare(&b);
		fill(&b, i + 2, 8, 256, 100000);
		compare(&b);
	}
}

/* More than 64 KiB in the runs of a bucket: their ends take four bytes. */
static void
large(void **state)
{
	size_t n;
	uint8_t width;

	(void)state;
	for (width = 2, n = MAX / 2; width == 2; n += 100) {
		assert_true(n <= MAX);
		fill(&b, n, 31, 1u << 31, UINT32_MAX);
		encode(&b);
		/* behind the count, a number of two or three bytes */
		width = b.code[n < 1 << 14 ? 2 : 3];
		if (b.size < 65536)
			assert_int_equal(width, 2);
		else if (b.size >= 65536 + 600) /* the ends themselves */
			assert_int_equal(width, 4);
		free(b.code);
	}
	compare(&b);
	assert_true(n > MAX / 2 + 100);
}

/* A bucket is divided where its runs would have more than 128 postings. */
static void
divided(void **state)
{
	(void)state;
	assert_int_equal(postings_split(0, 8), 0);
	assert_int_equal(postings_split(128, 8), 0);
	assert_int_equal(postings_split(129, 8), 1);
	assert_int_equal(postings_split(257, 8), 1);
	assert_int_equal(postings_split(258, 8), 2);
	assert_int_equal(postings_split(1000000, 8), 8);
	assert_int_equal(postings_split(1000000, 0), 0);
	/* runs of one posting, and of none */
	fill(&b, 200, 8, 1, 1000);
	b.key[77] |= 0x91;
	compare(&b);
}

/* Runs of 64 KiB to the byte: what has two bytes cannot say where they end. */
static void
to_the_byte(void **state)
{
	size_t n = MAX / 2, at, size, tries = 0;

	(void)state;
	do {
		assert_true(tries++ < 4000);
		fill(&b, n, 31, 1u << 31, UINT32_MAX);
		encode(&b);
		at = n < 1 << 14 ? 2 : 3; /* of w, behind the count */
		size = b.size - at - 1 -
		       ((size_t)b.code[at] << postings_split(n, 31));
		n += size < 65536;
		n -= size > 65536;
		free(b.code);
	} while (size != 65536);
	compare(&b);
}

/* The table is what its rule says. */
static void
widths(void **state)
{
	int want[] = { 5, 13, 11, 9, 7, 5, 4, 3, 2, 1, 0, -1, -2, -3 };
	bool in[33];
	int bits, w, n, i;

	(void)state;
	for (bits = 0; bits <= 32; bits++) {
		memset(in, 0, sizeof in);
		in[0] = in[32] = true;
		for (i = 0; i < 14; i++) {
			w = i == 0 ? 5 : bits - want[i];
			if (w > 0 && w < 32)
				in[w] = true;
		}
		for (n = w = 0; w <= 32; w++)
			n += in[w];
		for (w = 4; n < 16; w++) {
			n += !in[w];
			in[w] = true;
		}
		for (n = w = 0; w <= 32; w++)
			if (in[w])
				assert_int_equal(postings_width[bits][n++], w);
		assert_int_equal(n, 16);
	}
	assert_ptr_equal(postings_widths(1, 1), postings_width[1]);
	assert_ptr_equal(postings_widths(1, 2), postings_width[0]);
	assert_ptr_equal(postings_widths(UINT32_MAX, 1), postings_width[32]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(widths),
		cmocka_unit_test(random_keys),
		cmocka_unit_test(extremes),
		cmocka_unit_test(large),
		cmocka_unit_test(divided),
		cmocka_unit_test(to_the_byte),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
