#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/sg.h"
#include "base/sort.h"
#include "edge/pg_counts.h"

enum {
	COUNTS = 4096, /* parts: hashes of count 1, 2, ...; the last of more */
	SHARE = 20     /* nobody asks for more than 1 / SHARE of the hashes */
};

void
pg_counts_init(struct pg_counts *c, uint64_t postings)
{
	*c = (struct pg_counts) { .most = (size_t)(postings / SHARE) + 1 };
	scatter_init(&c->by_count, COUNTS);
	c->n = xreallocarray(NULL, COUNTS, sizeof *c->n);
	memset(c->n, 0, COUNTS * sizeof *c->n);
}

int
pg_counts_add(struct pg_counts *c, uint32_t hash, uint64_t count)
{
	size_t part = count < COUNTS ? (size_t)count : 0;

	c->hashes++;
	/* equals come in the order in which they rank */
	if (c->n[part]++ >= c->most && part > 0)
		return 0;
	/* the upside-down count first, so that the sum sorts by rank */
	return scatter_put(&c->by_count, part,
	    (uint64_t)(UINT32_MAX - (uint32_t)count) << 32 | hash);
}

/* Append a part's hashes, in order of rank, until there are k. */
static int
take(struct pg_counts *c, size_t part, uint64_t *top, size_t *n, size_t k)
{
	uint64_t *v = NULL;
	size_t cap = 0, i;
	ptrdiff_t got;

	if (c->n[part] == 0 || *n == k)
		return 0;
	if ((got = scatter_get(&c->by_count, part, &v, &cap)) > 0)
		sort_u64(v, v + got, (size_t)got);
	for (i = 0; got > 0 && i < (size_t)got && *n < k; i++) {
		top[*n] = (v[i] & UINT32_MAX) << 31 | (uint64_t)(*n + 1);
		++*n;
	}
	free(v);
	return got < 0 ? -1 : 0;
}

uint64_t *
pg_counts_top(struct pg_counts *c, size_t k)
{
	uint64_t *top = xreallocarray(NULL, 2 * k + 1, sizeof *top);
	size_t n = 0, part;
	int r;

	r = take(c, 0, top, &n, k);
	for (part = COUNTS - 1; r == 0 && part > 0; part--)
		r = take(c, part, top, &n, k);
	if (r == 0 && n == k) {
		if (k > 0)
			sort_u64(top, top + k, k);
		return top;
	}
	free(top);
	return NULL;
}

void
pg_counts_release(struct pg_counts *c)
{
	scatter_release(&c->by_count);
	free(c->n);
}
