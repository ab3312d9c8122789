#include <string.h>

#include "base/bytes.h"
#include "retrieval/postings.h"

enum {
	RUN_MORE =
	    17 /* bytes: a count of 10, an end of 4, 3 parts rounded up */
};

static uint32_t
bits_of(uint64_t v)
{
	return v > 0 ? 64 - (uint32_t)__builtin_clzll(v) : 0;
}

const uint8_t *
postings_widths(uint64_t end, uint64_t m)
{
	return postings_width[bits_of(end / m)];
}

uint32_t
postings_split(uint64_t n, uint32_t shift)
{
	uint32_t k = 0;

	while (k < shift && n >> k > POSTINGS_RUN)
		k++;
	return k;
}

size_t
postings_bound(size_t n, uint32_t shift)
{
	size_t runs = (size_t)1 << postings_split(n, shift);

	/* as much again for the count of all, and w */
	return (1 + runs) * RUN_MORE + n * (4 + shift + 32) / 8;
}

static size_t
put_number(uint8_t *out, uint64_t v)
{
	size_t n = 0;

	for (; v >= 128; v >>= 7)
		out[n++] = (uint8_t)(v | 128);
	out[n++] = (uint8_t)v;
	return n;
}

/* Write bits at a bit position; those above are still 0. */
static void
put_bits(uint8_t *p, uint64_t at, uint64_t v)
{
	uint8_t *q = p + at / 8;

	le64_put(q, le64(q) | v << at % 8);
}

/* The code of a run: keys of which the lowest `bits` bits are hash. */
static size_t
put_run(
    const uint64_t *key, size_t n, uint32_t bits, uint64_t end, uint8_t *out)
{
	const uint8_t *width = postings_widths(end, n);
	uint64_t mask = ((uint64_t)1 << bits) - 1, last = 0, gap, at = 0;
	uint8_t *low = out + (n + 1) / 2, *gaps = low + (n * bits + 7) / 8;
	uint8_t class_of[33];
	uint32_t class, b;
	size_t i;

	for (class = b = 0; b <= 32; b++) {
		while (width[class] < b)
			class ++;
		class_of[b] = (uint8_t) class;
	}
	memset(out, 0, (size_t)(gaps - out) + 4 * n + POSTINGS_PAD);
	for (i = 0; i < n; i++) {
		gap = (key[i] >> bits) - last;
		last = key[i] >> bits;
		class = class_of[bits_of(gap)];
		out[i / 2] |= (uint8_t)(class << i % 2 * 4);
		put_bits(low, i * bits, key[i] & mask);
		put_bits(gaps, at, gap);
		at += width[class];
	}
	return (size_t)(gaps - out) + (at + 7) / 8;
}

/*
 * Keys of a large bucket by run, each still in order: from "position, k + bits
 * of hash" to "position, bits of hash" in out; end[j] is where run j ends.
 */
static void
divide(const uint64_t *key, size_t n, uint32_t k, uint32_t bits, uint64_t *out,
    uint64_t *end)
{
	uint64_t mask = ((uint64_t)1 << bits) - 1, sum = 0, count;
	size_t i, j, runs = (size_t)1 << k;

	memset(end, 0, runs * sizeof *end);
	for (i = 0; i < n; i++)
		end[key[i] >> bits & (runs - 1)]++;
	for (j = 0; j < runs; j++) {
		count = end[j];
		end[j] = sum;
		sum += count;
	}
	for (i = 0; i < n; i++) {
		j = key[i] >> bits & (runs - 1);
		out[end[j]++] = key[i] >> (k + bits) << bits | (key[i] & mask);
	}
}

static size_t
put_runs(const uint64_t *key, size_t n, uint32_t k, uint32_t bits, uint64_t end,
    uint8_t *out, uint64_t *tmp)
{
	size_t runs = (size_t)1 << k, i, at, m, size = 0;
	uint64_t *ends = tmp + n;
	uint8_t *first = out + 1 + 4 * runs;

	divide(key, n, k, bits, tmp, ends);
	for (at = i = 0; i < runs; at = ends[i++]) {
		m = ends[i] - at;
		if (m > 0) {
			size += put_number(first + size, m);
			size += put_run(tmp + at, m, bits, end, first + size);
		}
		le32_put(out + 1 + 4 * i, (uint32_t)size);
	}
	out[0] = size < 65536 ? 2 : 4;
	if (out[0] == 4)
		return 1 + 4 * runs + size;
	for (i = 0; i < runs; i++)
		memmove(out + 1 + 2 * i, out + 1 + 4 * i, 2);
	memmove(out + 1 + 2 * runs, first, size);
	return 1 + 2 * runs + size;
}

size_t
postings_encode(const uint64_t *key, size_t n, uint32_t shift, uint64_t end,
    uint8_t *out, uint64_t *tmp)
{
	uint32_t k = postings_split(n, shift);
	size_t size;

	if (n == 0)
		return 0;
	size = put_number(out, n);
	if (k == 0)
		return size + put_run(key, n, shift, end, out + size);
	return size + put_runs(key, n, k, shift - k, end, out + size, tmp);
}
