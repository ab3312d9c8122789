#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/sg.h"
#include "retrieval/segment_code.h"
#include "retrieval/segment_join.h"

enum {
	DECODE_MIN = 3, /* hashes of a run that make decoding it pay */
	AHEAD = 24,     /* marks; memory is asked for so early, */
	FAR_AHEAD = 60, /* and where it is still earlier */
	FILTER_BITS = 512
};

struct room {
	bool read;                /* not mapped */
	struct segment_code code; /* of the bucket at hand */
	uint32_t *pos;            /* for the longest list */
	uint64_t *key;
};

static uint32_t
hash_of(uint64_t mark)
{
	return (uint32_t)(mark >> 32);
}

/* How many marks from the first on have its value >> by. */
static size_t
alike(const uint64_t *mark, size_t n, uint32_t by)
{
	size_t k = 1;

	while (k < n && mark[k] >> by == mark[0] >> by)
		k++;
	return k;
}

/* One hash, which n marks ask for. */
static int
look_up(struct segment_join *j, const struct segment *s, const uint64_t *mark,
    size_t n, struct room *room)
{
	ptrdiff_t found = segment_code_lookup(
		      s, &room->code, hash_of(*mark), room->pos, j->cap),
		  i;
	size_t k;

	if (found < 0)
		return -1;
	if ((size_t)found > j->cap) {
		j->skipped++;
		return 0;
	}
	for (k = 0; k < n; k++)
		for (i = 0; i < found; i++)
			j->hit(j->arg, room->pos[i], (uint32_t)mark[k]);
	return 0;
}

static uint32_t
filter_bit(uint32_t low)
{
	return (low * 2654435761u) >> 23;
}

/* The first mark of that hash or a higher one. */
static size_t
find(const uint64_t *mark, size_t n, uint32_t hash)
{
	size_t lo = 0, mid;

	while (lo < n) {
		mid = (lo + n) / 2;
		if (hash_of(mark[mid]) < hash)
			lo = mid + 1;
		else
			n = mid;
	}
	return lo;
}

/* All postings of a run against the marks that fall into it. */
static void
hold_against(struct segment_join *j, const uint64_t *key, size_t n_key,
    uint32_t shift, const uint64_t *mark, size_t n)
{
	const uint32_t mask = ((uint32_t)1 << shift) - 1;
	const uint32_t high = hash_of(*mark) & ~mask;
	uint64_t filter[FILTER_BITS / 64] = { 0 };
	uint32_t low, bit;
	size_t i, k;

	for (k = 0; k < n; k++) {
		bit = filter_bit(hash_of(mark[k]) & mask);
		filter[bit / 64] |= (uint64_t)1 << bit % 64;
	}
	for (i = 0; i < n_key; i++) {
		low = (uint32_t)key[i] & mask;
		bit = filter_bit(low);
		if ((filter[bit / 64] >> bit % 64 & 1) == 0)
			continue;
		for (k = find(mark, n, high | low);
		     k < n && hash_of(mark[k]) == (high | low); k++)
			j->hit(j->arg, (uint32_t)(key[i] >> shift),
			    (uint32_t)mark[k]);
	}
}

/* The marks of one run, n of them with `hashes` hashes. */
static int
join_run(struct segment_join *j, const struct segment *s, const uint64_t *mark,
    size_t n, size_t hashes, struct room *room)
{
	ptrdiff_t n_key;
	size_t i, k;

	j->lookups += hashes;
	if (hashes >= DECODE_MIN) {
		n_key = segment_code_run(
		    s, &room->code, hash_of(*mark), room->key, j->cap);
		if (n_key < 0)
			return -1;
		if ((size_t)n_key <= j->cap) {
			hold_against(
			    j, room->key, (size_t)n_key, s->shift, mark, n);
			return 0;
		}
		/* one of the hashes may have to be passed over */
	}
	for (i = 0; i < n; i += k) {
		k = alike(&mark[i], n - i, 32);
		if (look_up(j, s, &mark[i], k, room) < 0)
			return -1;
	}
	return 0;
}

/* The n marks of one bucket. */
static int
join_bucket(struct segment_join *j, const struct segment *s,
    const uint64_t *mark, size_t n, struct room *room)
{
	size_t i, k, m, hashes;
	int bits;

	if (segment_code(s, hash_of(*mark), room->read, &room->code) < 0 ||
	    (bits = segment_code_run_bits(s, &room->code)) < 0)
		return -1;
	for (i = 0; i < n; i += m) {
		m = alike(&mark[i], n - i, 32 + (uint32_t)bits);
		for (k = hashes = 0; k < m; hashes++)
			k += alike(&mark[i + k], m - k, 32);
		if (join_run(j, s, &mark[i], m, hashes, room) < 0)
			return -1;
	}
	return 0;
}

int
segment_join(struct segment_join *j, const struct segment *s,
    const uint64_t *mark, size_t n)
{
	struct room room = {
		.pos = xreallocarray(NULL, j->cap, sizeof *room.pos),
		.key = xreallocarray(NULL, j->cap, sizeof *room.key),
	};
	size_t i, m;
	int r = 0;

	while (n > 0 && hash_of(mark[n - 1]) >= s->space)
		n--;
	room.read = segment_code_few(s, n);
	for (i = 0; i < n && r == 0; i += m) {
		if (i + FAR_AHEAD < n && !room.read)
			segment_prefetch_entry(s, hash_of(mark[i + FAR_AHEAD]));
		if (i + AHEAD < n && !room.read)
			segment_prefetch(s, hash_of(mark[i + AHEAD]));
		m = alike(&mark[i], n - i, 32 + s->shift);
		r = join_bucket(j, s, &mark[i], m, &room);
	}
	segment_code_release(&room.code);
	free(room.key);
	free(room.pos);
	return r;
}
