#include <string.h>

#include "base/sort.h"

enum {
	DIGIT = 8,
	RADIX = 1 << DIGIT,
	PASSES = 64 / DIGIT,
	FEW = 32,   /* what insertion sorts best */
	SOME = 512, /* what merging does: a pass counts 8 x 256 digits first */
	UPPER_DIGIT = 11,
	UPPER_RADIX = 1 << UPPER_DIGIT,
	UPPER_PASSES = 3
};

/* Few numbers: the counters of a radix pass would cost more than they sort. */
static void
sort_few(uint64_t *x, size_t n)
{
	uint64_t v;
	size_t i, j;

	for (i = 1; i < n; i++) {
		v = x[i];
		for (j = i; j > 0 && x[j - 1] > v; j--)
			x[j] = x[j - 1];
		x[j] = v;
	}
}

/* Merge a[0..m) and a[m..n) into out. */
static void
merge(const uint64_t *a, size_t m, size_t n, uint64_t *out)
{
	size_t i = 0, j = m;

	while (i < m && j < n)
		*out++ = a[i] <= a[j] ? a[i++] : a[j++];
	memcpy(out, a + i, (m - i) * sizeof *a);
	memcpy(out + (m - i), a + j, (n - j) * sizeof *a);
}

static void
sort_some(uint64_t *x, uint64_t *tmp, size_t n)
{
	uint64_t *from = x, *to = tmp, *swap;
	size_t i, size, end, mid;

	for (i = 0; i < n; i += FEW)
		sort_few(x + i, n - i < FEW ? n - i : FEW);
	for (size = FEW; size < n; size *= 2) {
		for (i = 0; i < n; i += 2 * size) {
			end = n - i < 2 * size ? n - i : 2 * size;
			mid = end < size ? end : size;
			merge(from + i, mid, end, to + i);
		}
		swap = from;
		from = to;
		to = swap;
	}
	if (from != x)
		memcpy(x, from, n * sizeof *x);
}

void
sort_u64(uint64_t *x, uint64_t *tmp, size_t n)
{
	size_t count[PASSES][RADIX] = { 0 }, at, i, k, sum;
	uint64_t *from = x, *to = tmp, *swap;
	int d;

	if (n < SOME) {
		sort_some(x, tmp, n);
		return;
	}
	for (i = 0; i < n; i++)
		for (d = 0; d < PASSES; d++)
			count[d][x[i] >> d * DIGIT & (RADIX - 1)]++;
	for (d = 0; d < PASSES; d++) {
		/* a digit in which all agree sorts nothing */
		if (count[d][x[0] >> d * DIGIT & (RADIX - 1)] == n)
			continue;
		for (sum = 0, k = 0; k < RADIX; k++) {
			at = count[d][k];
			count[d][k] = sum;
			sum += at;
		}
		for (i = 0; i < n; i++)
			to[count[d][from[i] >> d * DIGIT & (RADIX - 1)]++] =
			    from[i];
		swap = from;
		from = to;
		to = swap;
	}
	if (from != x)
		memcpy(x, from, n * sizeof *x);
}

uint64_t *
sort_u64_upper(uint64_t *x, uint64_t *tmp, size_t n)
{
	size_t count[UPPER_PASSES][UPPER_RADIX] = { 0 }, at, i, k, sum;
	uint64_t *from = x, *to = tmp, *swap;
	int d, shift;

	for (i = 0; i < n; i++)
		for (d = 0; d < UPPER_PASSES; d++)
			count[d][x[i] >> (32 + d * UPPER_DIGIT) &
				 (UPPER_RADIX - 1)]++;
	for (d = 0; d < UPPER_PASSES; d++) {
		for (sum = 0, k = 0; k < UPPER_RADIX; k++) {
			at = count[d][k];
			count[d][k] = sum;
			sum += at;
		}
		shift = 32 + d * UPPER_DIGIT;
		for (i = 0; i < n; i++)
			to[count[d][from[i] >> shift & (UPPER_RADIX - 1)]++] =
			    from[i];
		swap = from;
		from = to;
		to = swap;
	}
	return from;
}
