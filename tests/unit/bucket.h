/* bucket.h - buckets of postings, for the tests of their codec */

#ifndef BUCKET_H
#define BUCKET_H

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "base/sort.h"
#include "retrieval/postings.h"
#include "test.h"

enum {
	MAX = 16000
};

static uint64_t bucket_seed = 1;

static inline uint64_t
rnd(uint64_t n)
{
	bucket_seed = bucket_seed * 6364136223846793005u + 1442695040888963407u;
	return n == 0 ? 0 : (bucket_seed >> 11) % n;
}

struct bucket {
	uint64_t key[MAX], end; /* positions are below end */
	uint32_t shift;
	size_t n, size;
	uint8_t *code; /* exactly so long, and its pad, for ASan */
};

/* n bytes behind which nothing may be touched; n is below a MiB. */
static inline uint8_t *
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

static inline void
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

static inline void
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

#endif
