#include <stdbool.h>
#include <string.h>

#include "base/bytes.h"
#include "base/sort.h"
#include "retrieval/postings.h"

struct bytes {
	const uint8_t *p;
	size_t n;
};

struct bucket { /* taken apart */
	uint64_t n;
	uint32_t k, bits;  /* which run; of the hash in a run */
	uint32_t width;    /* of an end */
	struct bytes ends; /* k > 0 */
	struct bytes runs; /* all of them, or the only one */
};

struct run {
	uint64_t n, i; /* how many, and the next */
	uint32_t bits;
	const uint8_t *class, *low, *gap, *width;
	uint64_t at, gap_bits; /* of the gaps */
	uint64_t pos;
};

/* A LEB128 number; 0, or -1. */
static int
take_number(struct bytes *b, uint64_t *v)
{
	uint32_t bits = 0;
	uint8_t byte;

	*v = 0;
	do {
		if (b->n == 0 || bits > 35)
			return -1;
		byte = *b->p++;
		b->n--;
		*v |= (uint64_t)(byte & 127) << bits;
		bits += 7;
	} while (byte & 128);
	return *v == 0 ? -1 : 0;
}

/* 0, or -1 when the bytes cannot be such a bucket. size is not 0. */
static int
take_apart(const uint8_t *code, size_t size, uint32_t shift, struct bucket *b)
{
	*b = (struct bucket) { .runs = { code, size } };
	/* a posting has 4 bits at least: no n beyond what there can be */
	if (take_number(&b->runs, &b->n) < 0 || b->n / 2 > b->runs.n)
		return -1;
	b->k = postings_split(b->n, shift);
	b->bits = shift - b->k;
	if (b->k == 0)
		return 0;
	/* of n / 2 bytes, w and the ends take less than a quarter */
	b->width = *b->runs.p;
	if (b->width != 2 && b->width != 4)
		return -1;
	b->ends.p = b->runs.p + 1;
	b->ends.n = (size_t)b->width << b->k;
	b->runs.p = b->ends.p + b->ends.n;
	b->runs.n -= 1 + b->ends.n;
	return 0;
}

static uint32_t
run_end(const struct bucket *b, uint32_t j)
{
	const uint8_t *p = b->ends.p + (size_t)j * b->width;

	return b->width == 4 ? le32(p) : (uint32_t)(p[0] | p[1] << 8);
}

/* Run j, 0 when it is empty, 1 when not, -1 when its bytes cannot be. */
static int
open_run(const struct bucket *b, uint32_t j, uint64_t end, struct run *r)
{
	struct bytes in = b->runs;
	uint32_t from, to;

	*r = (struct run) { .n = b->n, .bits = b->bits };
	if (b->k > 0) {
		from = j > 0 ? run_end(b, j - 1) : 0;
		to = run_end(b, j);
		if (from > to || to > in.n)
			return -1;
		if (from == to)
			return 0;
		in = (struct bytes) { in.p + from, to - from };
		if (take_number(&in, &r->n) < 0 || r->n > b->n)
			return -1;
	}
	if ((r->n + 1) / 2 + (r->n * r->bits + 7) / 8 > in.n)
		return -1;
	r->width = postings_widths(end, r->n);
	r->class = in.p;
	r->low = in.p + (r->n + 1) / 2;
	r->gap = r->low + (r->n * r->bits + 7) / 8;
	r->gap_bits = (uint64_t)(in.p + in.n - r->gap) * 8;
	return 1;
}

static inline uint32_t
low_bits(const struct run *r, uint64_t i)
{
	uint64_t at = i * r->bits;

	return (uint32_t)(le64(r->low + at / 8) >> at % 8) &
	       (((uint32_t)1 << r->bits) - 1);
}

/* Move on to the next posting's position. False when there is no such gap. */
static inline bool
next_pos(struct run *r)
{
	uint32_t class = r->class[r->i / 2] >> r->i % 2 * 4 & 15;
	uint32_t width = r->width[class];

	if (r->at + width > r->gap_bits)
		return false;
	r->pos += le64(r->gap + r->at / 8) >> r->at % 8 &
		  (((uint64_t)1 << width) - 1);
	r->at += width;
	r->i++;
	return true;
}

/* Where the first posting of that hash from i on is; r->n: there is none. */
static uint64_t
find_low(const struct run *r, uint64_t i, uint32_t low)
{
	const uint32_t mask = ((uint32_t)1 << r->bits) - 1, bits = r->bits;
	const uint8_t *p = r->low;
	uint64_t n = r->n, at = i * bits;

	for (; i < n; i++, at += bits)
		if (((uint32_t)(le64(p + at / 8) >> at % 8) & mask) == low)
			break;
	return i;
}

ptrdiff_t
postings_lookup(const uint8_t *code, size_t size, uint32_t shift, uint32_t low,
    uint64_t end, uint32_t *pos, size_t cap)
{
	uint64_t i, found = 0;
	struct bucket b;
	struct run r;
	int got;

	if (size == 0)
		return 0;
	if (take_apart(code, size, shift, &b) < 0 ||
	    (got = open_run(&b, low >> b.bits, end, &r)) < 0)
		return -1;
	if (got == 0)
		return 0;
	low &= ((uint32_t)1 << b.bits) - 1;
	for (i = find_low(&r, 0, low); i < r.n; i = find_low(&r, i + 1, low)) {
		if (found == cap && b.bits == 0)
			return (ptrdiff_t)r.n; /* the others are its, too */
		if (found++ >= cap)
			continue;
		while (r.i <= i)
			if (!next_pos(&r))
				return -1;
		if (r.pos >= end)
			return -1;
		*pos++ = (uint32_t)r.pos;
	}
	return (ptrdiff_t)found;
}

ptrdiff_t
postings_count(const uint8_t *code, size_t size, uint32_t shift)
{
	struct bucket b;

	if (size == 0)
		return 0;
	return take_apart(code, size, shift, &b) < 0 ? -1 : (ptrdiff_t)b.n;
}

/* The keys of run j, in order; how many, or -1. room: for so many. */
static ptrdiff_t
decode_run(const struct bucket *b, uint32_t j, uint64_t end, uint64_t *key,
    uint64_t room)
{
	uint32_t shift = b->k + b->bits;
	uint64_t i, last = 0, high = (uint64_t)j << b->bits;
	struct run r;
	int got;

	if ((got = open_run(b, j, end, &r)) <= 0)
		return got;
	if (r.n > room)
		return -1;
	for (i = 0; i < r.n; i++) {
		if (!next_pos(&r) || r.pos >= end)
			return -1;
		key[i] = r.pos << shift | high | low_bits(&r, i);
		if (key[i] < last)
			return -1;
		last = key[i];
	}
	return (r.at + 7) / 8 * 8 == r.gap_bits ? (ptrdiff_t)r.n : -1;
}

int
postings_run_bits(const uint8_t *code, size_t size, uint32_t shift)
{
	struct bucket b;

	if (size == 0)
		return (int)shift;
	return take_apart(code, size, shift, &b) < 0 ? -1 : (int)b.bits;
}

ptrdiff_t
postings_run(const uint8_t *code, size_t size, uint32_t shift, uint32_t low,
    uint64_t end, uint64_t *key, size_t room)
{
	struct bucket b;
	struct run r;
	int got;

	if (size == 0)
		return 0;
	if (take_apart(code, size, shift, &b) < 0 ||
	    (got = open_run(&b, low >> b.bits, end, &r)) < 0)
		return -1;
	if (got == 0 || r.n > room)
		return got == 0 ? 0 : (ptrdiff_t)r.n;
	return decode_run(&b, low >> b.bits, end, key, room);
}

ptrdiff_t
postings_decode(const uint8_t *code, size_t size, uint32_t shift, uint64_t end,
    uint64_t *key)
{
	struct bucket b;
	uint64_t n = 0;
	uint32_t j;
	ptrdiff_t got;

	if (size == 0)
		return 0;
	if (take_apart(code, size, shift, &b) < 0)
		return -1;
	for (j = 0; j < (uint32_t)1 << b.k; j++) {
		if ((got = decode_run(&b, j, end, key + n, b.n - n)) < 0)
			return -1;
		n += (uint64_t)got;
	}
	if (n != b.n || (b.k > 0 && run_end(&b, j - 1) != b.runs.n))
		return -1;
	if (b.k > 0)
		sort_u64(key, key + n, n);
	return (ptrdiff_t)n;
}
