#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/sg.h"
#include "retrieval/lengths.h"

enum {
	LENGTHS = 1 << 20 /* lengths that are told apart */
};

void
lengths_init(struct lengths *l)
{
	*l = (struct lengths) { 0 };
	l->count = xreallocarray(NULL, LENGTHS, sizeof *l->count);
	memset(l->count, 0, LENGTHS * sizeof *l->count);
}

void
lengths_add(struct lengths *l, uint64_t length)
{
	l->count[length < LENGTHS ? length : LENGTHS - 1]++;
	l->squares += (double)length * (double)length;
	l->lists++;
	if (length > l->longest)
		l->longest = length;
}

/* The length that a share of the lists does not exceed. */
static uint64_t
percentile(const struct lengths *l, double share)
{
	uint64_t want = (uint64_t)ceil(share * (double)l->lists), n = 0;
	size_t i;

	for (i = 0; i < LENGTHS - 1 && n + l->count[i] < want; i++)
		n += l->count[i];
	return i;
}

void
lengths_stat(const struct lengths *l, struct index_stat *st)
{
	st->lists = l->lists;
	st->longest = l->longest;
	if (l->lists == 0)
		return;
	st->p50 = percentile(l, .5);
	st->p90 = percentile(l, .9);
	st->p99 = percentile(l, .99);
	st->key_bits =
	    log2((double)st->postings * (double)st->postings / l->squares);
}

void
lengths_release(struct lengths *l)
{
	free(l->count);
}
