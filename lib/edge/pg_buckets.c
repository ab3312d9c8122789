#include <stdio.h>
#include <string.h>

#include "edge/pg_buckets.h"

enum {
	ROW_FRAME_BITS = 44,
	RANK_BITS = 31,
	SPAN_BITS = 19,    /* of hashes in a bucket: sg-database(5) */
	BUCKET_MOST = 195, /* numbers: five rows fill a page of 8 KiB */
	RANKS_HEAD = 3,    /* what an array takes besides its numbers */
	SEND = 1 << 19,    /* postings at once: 6 MiB */
	ARGS = 6
};

void
pg_buckets_init(struct pg_buckets *b, struct pg *db, const char *seg)
{
	*b = (struct pg_buckets) { .db = db, .seg = seg };
	pg_array_init(&b->first, 8);
	pg_array_init(&b->end, 4);
	pg_array_init(&b->p, 8);
	pg_array_init(&b->frequent_end, 4);
	pg_array_init(&b->ranks, 8);
}

void
pg_buckets_frequent(struct pg_buckets *b, const uint64_t *frequent, size_t n)
{
	b->frequent = frequent;
	b->n_frequent = n;
}

/* The statement under way, if there is one, to its end. */
static int
settle(struct pg_buckets *b)
{
	if (!b->sent)
		return 0;
	b->sent = false;
	return pg_wait(b->db);
}

static int
send_buckets(struct pg_buckets *b)
{
	struct pg_array *array[ARGS] = { NULL, &b->first, &b->end, &b->p,
		&b->frequent_end, &b->ranks };
	const char *arg[ARGS] = { b->seg };
	int size[ARGS] = { 0 }, i;

	for (i = 1; i < ARGS; i++)
		arg[i] = pg_array_arg(array[i], &size[i]);
	if (settle(b) < 0 ||
	    pg_send(b->db,
		"select sg.compact_put($1, $2::bigint[], $3::integer[], "
		"$4::bigint[], $5::integer[], $6::bigint[])",
		arg, size, ARGS) < 0)
		return -1;
	b->sent = true;
	for (i = 1; i < ARGS; i++)
		pg_array_clear(array[i]);
	return 0;
}

static void
close_bucket(struct pg_buckets *b)
{
	if (b->n == 0)
		return;
	pg_array_put(&b->first, (int64_t)b->begins);
	pg_array_put(&b->end, (int64_t)b->p.n);
	pg_array_put(&b->frequent_end, (int64_t)b->ranks.n);
	b->n = b->n_ranks = 0;
}

/* The rank of a hash, or 0; hashes are asked for in ascending order. */
static uint64_t
rank_of(struct pg_buckets *b, uint64_t hash)
{
	const uint64_t rank = ((uint64_t)1 << RANK_BITS) - 1;

	while (b->at < b->n_frequent && b->frequent[b->at] >> RANK_BITS < hash)
		b->at++;
	if (b->at == b->n_frequent || b->frequent[b->at] >> RANK_BITS != hash)
		return 0;
	return b->frequent[b->at] & rank;
}

/* Whether the open bucket has room for a list. */
static bool
fits(const struct pg_buckets *b, uint64_t hash, size_t n, uint64_t rank)
{
	size_t ranks = b->n_ranks + (rank > 0);

	if (ranks > 0)
		ranks += RANKS_HEAD;
	return b->n + n + ranks <= BUCKET_MOST &&
	       (hash - b->begins) >> SPAN_BITS == 0;
}

int
pg_buckets_list(
    struct pg_buckets *b, uint64_t hash, const uint64_t *v, size_t n)
{
	const uint64_t low = ((uint64_t)1 << ROW_FRAME_BITS) - 1;
	uint64_t rank = rank_of(b, hash);
	size_t i;

	if (b->n > 0 && !fits(b, hash, n, rank)) {
		close_bucket(b);
		if (b->p.n >= SEND && send_buckets(b) < 0)
			return -1;
	}
	if (b->n == 0)
		b->begins = hash;
	b->n += n;
	for (i = 0; i < n; i++)
		pg_array_put(
		    &b->p, (int64_t)((hash - b->begins) << ROW_FRAME_BITS |
				     (v[i] & low)));
	if (rank > 0) {
		b->n_ranks++;
		pg_array_put(&b->ranks,
		    (int64_t)((hash - b->begins) << RANK_BITS | rank));
	}
	return 0;
}

int
pg_buckets_end(struct pg_buckets *b)
{
	close_bucket(b);
	if (b->end.n > 0 && send_buckets(b) < 0)
		return -1;
	return settle(b);
}

void
pg_buckets_release(struct pg_buckets *b)
{
	pg_array_release(&b->first);
	pg_array_release(&b->end);
	pg_array_release(&b->p);
	pg_array_release(&b->frequent_end);
	pg_array_release(&b->ranks);
}
