#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/sg.h"
#include "edge/pg_array.h"

enum {
	HEAD =
	    20, /* bytes: dimensions, nulls, type, items, the first's index */
	EMPTY = 12, /* bytes of an array without dimensions */
	LENGTH = 4,
	INT4_OID = 23,
	INT8_OID = 20
};

static void
put_head(struct pg_array *a)
{
	be32_put(a->data, a->n > 0);
	be32_put(a->data + 4, 0);
	be32_put(a->data + 8, a->width == 8 ? INT8_OID : INT4_OID);
	be32_put(a->data + 12, (uint32_t)a->n);
	be32_put(a->data + 16, 1);
}

void
pg_array_init(struct pg_array *a, unsigned width)
{
	*a = (struct pg_array) { .width = width };
	a->data = xgrow(NULL, &a->cap, HEAD, 1);
}

void
pg_array_put(struct pg_array *a, int64_t v)
{
	size_t at = HEAD + a->n * (LENGTH + a->width);
	uint8_t *p;

	a->data = xgrow(a->data, &a->cap, at + LENGTH + 8, 1);
	p = a->data + at;
	be32_put(p, a->width);
	if (a->width == 8) {
		be32_put(p + LENGTH, (uint32_t)((uint64_t)v >> 32));
		p += 4;
	}
	be32_put(p + LENGTH, (uint32_t)v);
	a->n++;
}

const char *
pg_array_arg(const struct pg_array *a, int *size)
{
	struct pg_array head = *a;

	put_head(&head);
	*size =
	    a->n > 0 ? (int)(HEAD + a->n * (LENGTH + a->width)) : (int)EMPTY;
	return (const char *)a->data;
}

void
pg_array_clear(struct pg_array *a)
{
	a->n = 0;
}

void
pg_array_release(struct pg_array *a)
{
	free(a->data);
	a->data = NULL;
}

int
pg_items_open(struct pg_items *a, const uint8_t *data, size_t size)
{
	uint32_t oid;

	*a = (struct pg_items) { 0 };
	if (size < EMPTY)
		return -1;
	oid = be32(data + 8);
	a->width = oid == INT8_OID ? 8 : 4;
	if ((oid != INT8_OID && oid != INT4_OID) || be32(data + 4) != 0)
		return -1;
	if (be32(data) == 0)
		return size == EMPTY ? 0 : -1;
	if (be32(data) != 1 || size < HEAD)
		return -1;
	a->n = be32(data + 12);
	a->item = data + HEAD;
	return a->n == (size - HEAD) / (LENGTH + a->width) &&
		       (size - HEAD) % (LENGTH + a->width) == 0 ?
		   0 :
		   -1;
}

int64_t
pg_item(const struct pg_items *a, size_t i)
{
	const uint8_t *p = a->item + i * (LENGTH + a->width) + LENGTH;

	return a->width == 8 ? (int64_t)be64(p) : (int32_t)be32(p);
}

char *
pg_text_array(char *const *text, size_t n)
{
	size_t i, size = 3;
	char *array, *p;
	const char *c;

	for (i = 0; i < n; i++)
		size += 2 * strlen(text[i]) + 3;
	p = array = xreallocarray(NULL, size, 1);
	*p++ = '{';
	for (i = 0; i < n; i++) {
		if (i > 0)
			*p++ = ',';
		*p++ = '"';
		for (c = text[i]; *c != '\0'; c++) {
			if (*c == '"' || *c == '\\')
				*p++ = '\\';
			*p++ = *c;
		}
		*p++ = '"';
	}
	*p++ = '}';
	*p = '\0';
	return array;
}
