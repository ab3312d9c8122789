#include <inttypes.h>
#include <stdio.h>

#include "edge/pg_array.h"
#include "edge/pg_postings.h"

enum {
	FRAME_BITS = 22, /* of an element: sg-database(5) */
	ROW_BITS = 22
};

static const uint64_t frame_mask = ((uint64_t)1 << FRAME_BITS) - 1,
		      row_mask = ((uint64_t)1 << ROW_BITS) - 1;

/* The field p of the current row; 0, or -1. */
static int
open_items(struct pg *db, struct pg_items *items)
{
	const uint8_t *data;
	size_t size;

	data = pg_bytes(db, 0, 1, &size);
	if (pg_items_open(items, data, size) == 0 && items->width == 8)
		return 0;
	return pg_fail(db, "the database sends no int8[]: sg-queue init");
}

static int
put_bucket(struct pg *db, pg_posting_put *put, void *arg)
{
	struct pg_posting p = { .first = (uint64_t)pg_number(db, 0, 0) };
	struct pg_items items;
	uint64_t v;
	size_t i;
	int r = open_items(db, &items);

	for (i = 0; r == 0 && i < items.n; i++) {
		v = (uint64_t)pg_item(&items, i);
		p.hash = (uint32_t)(p.first + (v >> (ROW_BITS + FRAME_BITS)));
		p.who = (int64_t)(v >> FRAME_BITS & row_mask);
		p.frame = (uint32_t)(v & frame_mask);
		r = put(arg, &p);
	}
	return r;
}

static int
put_fresh(struct pg *db, pg_posting_put *put, void *arg)
{
	struct pg_posting p = { .who = pg_number(db, 0, 0) };
	struct pg_items items;
	uint64_t v;
	size_t i;
	int r = open_items(db, &items);

	for (i = 0; r == 0 && i < items.n; i++) {
		v = (uint64_t)pg_item(&items, i);
		p.hash = (uint32_t)(v >> FRAME_BITS);
		p.frame = (uint32_t)(v & frame_mask);
		r = put(arg, &p);
	}
	return r;
}

static int
each_row(struct pg *db, const char *sql, const char *arg1,
    int (*row)(struct pg *, pg_posting_put *, void *), pg_posting_put *put,
    void *arg)
{
	int r, failed = 0;

	if (pg_send(db, sql, &arg1, NULL, 1) < 0)
		return -1;
	while ((r = pg_next(db)) > 0)
		if (failed == 0)
			failed = row(db, put, arg);
	return r < 0 ? r : failed;
}

int
pg_postings_segment(struct pg *db, int64_t seg, pg_posting_put *put, void *arg)
{
	char number[PG_NUMBER];

	snprintf(number, sizeof number, "%" PRId64, seg);
	return each_row(db,
	    "select first, p from sg.bucket where seg = $1 order by first",
	    number, put_bucket, put, arg);
}

int
pg_postings_fresh(struct pg *db, const char *sql, const char *arg1,
    pg_posting_put *put, void *arg)
{
	return each_row(db, sql, arg1, put_fresh, put, arg);
}
