#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/in_order.h"
#include "base/sg.h"
#include "base/sort.h"
#include "base/threads.h"
#include "edge/pg_lists.h"

enum {
	LOW_BITS = 44,
	PART_BITS = 12, /* of the space of hashes: a part each */
	AHEAD = 4       /* parts for each thread */
};

void
pg_lists_init(struct pg_lists *l, struct pg *db, uint64_t space)
{
	*l = (struct pg_lists) { .db = db };
	while ((space - 1) >> l->shift >> PART_BITS > 0)
		l->shift++;
	scatter_init(&l->strewn, (size_t)((space - 1) >> l->shift) + 1);
}

int
pg_lists_put(struct pg_lists *l, uint32_t hash, uint64_t low)
{
	uint64_t part = hash & (((uint32_t)1 << l->shift) - 1);

	if (hash >> l->shift >= l->strewn.n_part)
		return ERANGE;
	if (scatter_put(&l->strewn, hash >> l->shift, part << LOW_BITS | low) <
	    0)
		return errno;
	return 0;
}

int
pg_lists_fail(struct pg_lists *l, int why)
{
	if (why == ERANGE)
		return pg_fail(l->db,
		    "the database: damaged: a hash beyond the space "
		    "(sg-index check)");
	return pg_fail(l->db, "temporary file: %s", strerror(why));
}

/* A part, read back and sorted by whatever thread. */
struct part {
	size_t k;
	uint64_t *v; /* owned */
	size_t cap;
	ptrdiff_t n; /* or -1 */
	int why;     /* errno of that */
};

struct each {
	struct pg_lists *l;
	size_t next; /* part */
	pg_take_list *take;
	void *arg;
	int r;            /* what take() said, or -1 */
	atomic_bool over; /* r is not 0: no more parts */
};

static int
next_part(void *arg, void *item)
{
	struct each *e = arg;

	if (e->over || e->next == e->l->strewn.n_part)
		return 0;
	((struct part *)item)->k = e->next++;
	return 1;
}

static void
sort_part(void *arg, void *item)
{
	const struct each *e = arg;
	struct part *p = item;

	p->n = scatter_get(&e->l->strewn, p->k, &p->v, &p->cap);
	if (p->n < 0)
		p->why = errno;
	else if (p->n > 0)
		sort_u64(p->v, p->v + p->n, (size_t)p->n);
}

static void
give_part(void *arg, void *item)
{
	const struct part *p = item;
	struct each *e = arg;
	uint64_t base = (uint64_t)p->k << e->l->shift;
	const uint64_t *v = p->v, *end = v + (p->n > 0 ? p->n : 0), *from;

	if (e->r == 0 && p->n < 0)
		e->r = pg_lists_fail(e->l, p->why);
	while (e->r == 0 && v < end) {
		for (from = v; v < end && *v >> LOW_BITS == *from >> LOW_BITS;
		     v++)
			;
		e->r = e->take(e->arg, base + (*from >> LOW_BITS), from,
		    (size_t)(v - from));
	}
	e->over = e->r != 0;
}

static void
free_part(void *item)
{
	free(((struct part *)item)->v);
}

int
pg_lists_each(struct pg_lists *l, pg_take_list *take, void *arg)
{
	struct each e = { .l = l, .take = take, .arg = arg };
	unsigned threads = threads_online();

	in_order_run(&(struct in_order) {
	    .take = next_part,
	    .work = sort_part,
	    .give = give_part,
	    .end = free_part,
	    .arg = &e,
	    .size = sizeof(struct part),
	    .n = (size_t)threads * AHEAD,
	    .threads = threads,
	});
	return e.r;
}

void
pg_lists_release(struct pg_lists *l)
{
	scatter_release(&l->strewn);
}
