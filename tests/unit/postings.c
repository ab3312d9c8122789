/* The codec against plain arrays: every range, every damage. */

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include <cmocka.h>

#include "base/sort.h"
#include "retrieval/postings.h"

enum {
	MAX = 16000,
	MANY = 5000
};

static uint64_t seed = 1;

static uint64_t
rnd(uint64_t n)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return n == 0 ? 0 : (seed >> 11) % n;
}

struct bucket {
	uint64_t key[MAX], end; /* positions are below end */
	uint32_t shift;
	size_t n, size;
	uint8_t *code; /* exactly so long, and its pad, for ASan */
};

/* n bytes behind which nothing may be touched; n is below a MiB. */
static uint8_t *
edge(size_t n)
{
	static const size_t room = 1 << 20, guard = 1 << 17;
	static uint8_t *end;

	assert_true(n < room);
	if (end == NULL) {
		end = mmap(NULL, room + guard, PROT_READ | PROT_WRITE,
		    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		assert_ptr_not_equal(end, MAP_FAILED);
		end += room;
		assert_int_equal(mprotect(end, guard, PROT_NONE), 0);
	}
	return end - n;
}

static void
encode(struct bucket *b)
{
	uint64_t *tmp = malloc((2 * b->n + 1) * sizeof *tmp);
	size_t bound = postings_bound(b->n, b->shift);
	uint8_t *out = edge(bound + POSTINGS_PAD);

	b->size = postings_encode(b->key, b->n, b->shift, b->end, out, tmp);
	assert_true(b->size <= bound);
	b->code = malloc(b->size + POSTINGS_PAD);
	memcpy(b->code, out, b->size);
	memset(b->code + b->size, 0xa5, POSTINGS_PAD); /* a neighbour */
	free(tmp);
}

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

static void
fill(struct bucket *b, size_t n, uint32_t shift, uint64_t hashes, uint64_t end)
{
	uint64_t tmp[MAX];
	size_t i;

	b->n = n;
	b->shift = shift;
	b->end = end;
	for (i = 0; i < n; i++)
		b->key[i] = rnd(end) << shift |
			    (rnd(hashes) & (((uint64_t)1 << shift) - 1));
	if (n > 0)
		sort_u64(b->key, tmp, n);
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
		cmocka_unit_test(bad_runs),
		cmocka_unit_test(gaps_missing),
		cmocka_unit_test(bad_order),
		cmocka_unit_test(too_many),
		cmocka_unit_test(damage),
		cmocka_unit_test(garbage),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
