/*
 * pg_array.h - arrays of int4 and int8 in PostgreSQL's binary form, no nulls
 *
 *	pg_array_init(&a, 8);
 *	pg_array_put(&a, 42);		for each
 *	arg[0] = pg_array_arg(&a, &size[0]);
 *	pg_array_release(&a);
 */

#ifndef PG_ARRAY_H
#define PG_ARRAY_H

#include <stddef.h>
#include <stdint.h>

struct pg_array { /* being made */
	uint8_t *data;
	size_t n, cap;  /* items; bytes */
	unsigned width; /* of an item: 4 or 8 bytes */
};

void pg_array_init(struct pg_array *, unsigned width);
void pg_array_put(struct pg_array *, int64_t);

/* The array as an argument, whose bytes stay the array's. */
const char *pg_array_arg(const struct pg_array *, int *size);

/* Empty it, or free what it owns. */
void pg_array_clear(struct pg_array *);
void pg_array_release(struct pg_array *);

struct pg_items { /* of an array that came */
	const uint8_t *item;
	size_t n;
	unsigned width;
};

/* 0, or -1 when it is no such array. */
int pg_items_open(struct pg_items *, const uint8_t *data, size_t size);

int64_t pg_item(const struct pg_items *, size_t i);

/* Strings as a text[] in text form: {"a","b"}; the caller's. */
char *pg_text_array(char *const *text, size_t n);

#endif
