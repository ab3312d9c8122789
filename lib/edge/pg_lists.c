#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/sort.h"
#include "edge/pg_lists.h"

enum {
	LOW_BITS = 44,
	PART_BITS = 12 /* of the space of hashes: a part each */
};

void
pg_lists_init(struct pg_lists *l, struct pg *db, uint64_t space)
{
	*l = (struct pg_lists) { .db = db };
	while ((space - 1) >> l->shift >> PART_BITS > 0)
		l->shift++;
	scatter_init(&l->strewn, (size_t)((space - 1) >> l->shift) + 1);
}

static int
no_file(struct pg_lists *l)
{
	return pg_fail(l->db, "temporary file: %s", strerror(errno));
}

int
pg_lists_put(struct pg_lists *l, uint32_t hash, uint64_t low)
{
	uint64_t part = hash & (((uint32_t)1 << l->shift) - 1);

	if (hash >> l->shift >= l->strewn.n_part)
		return pg_fail(l->db,
		    "the database: damaged: a hash beyond the space "
		    "(sg-index check)");
	if (scatter_put(&l->strewn, hash >> l->shift, part << LOW_BITS | low) <
	    0)
		return no_file(l);
	return 0;
}

/* The lists of a part, sorted. */
static int
each_of_part(
    const uint64_t *v, size_t n, uint64_t base, pg_take_list *take, void *arg)
{
	size_t i, from;
	int r = 0;

	for (i = from = 0; r == 0 && i < n; from = i) {
		while (i < n && v[i] >> LOW_BITS == v[from] >> LOW_BITS)
			i++;
		r = take(arg, base + (v[from] >> LOW_BITS), v + from, i - from);
	}
	return r;
}

int
pg_lists_each(struct pg_lists *l, pg_take_list *take, void *arg)
{
	uint64_t *v = NULL;
	size_t part, cap = 0;
	ptrdiff_t n;
	int r = 0;

	for (part = 0; r == 0 && part < l->strewn.n_part; part++) {
		n = scatter_get(&l->strewn, part, &v, &cap);
		if (n < 0) {
			r = no_file(l);
			break;
		}
		if (n > 0)
			sort_u64(v, v + n, (size_t)n);
		r = each_of_part(
		    v, (size_t)n, (uint64_t)part << l->shift, take, arg);
	}
	free(v);
	return r;
}

void
pg_lists_release(struct pg_lists *l)
{
	scatter_release(&l->strewn);
}
