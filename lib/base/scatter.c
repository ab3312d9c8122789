#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/scatter.h"
#include "base/sg.h"

enum {
	BLOCK = 512 /* numbers: a page */
};

#define NONE UINT32_MAX

struct scatter_part {
	uint32_t n;    /* in its buffer */
	uint32_t last; /* block in the file, or NONE */
	size_t total;
};

void
scatter_init(struct scatter *s, size_t parts)
{
	size_t i;

	*s = (struct scatter) { .n_part = parts };
	s->part = xreallocarray(NULL, parts, sizeof *s->part);
	s->buffer = xreallocarray(NULL, parts * BLOCK, sizeof *s->buffer);
	for (i = 0; i < parts; i++)
		s->part[i] = (struct scatter_part) { .last = NONE };
}

/* The full buffer of a part to the file's end. */
static int
spill(struct scatter *s, size_t part)
{
	struct scatter_part *p = &s->part[part];

	if (s->fp == NULL && (s->fp = tmpfile()) == NULL)
		return -1;
	if (s->n_block == NONE) {
		errno = EFBIG;
		return -1;
	}
	errno = ENOSPC; /* a short write */
	if (fd_write(fileno(s->fp), s->buffer + part * BLOCK,
		BLOCK * sizeof *s->buffer) < 0)
		return -1;
	s->next =
	    xgrow(s->next, &s->cap_block, s->n_block + 1, sizeof *s->next);
	s->next[s->n_block] = p->last;
	p->last = (uint32_t)s->n_block++;
	p->n = 0;
	return 0;
}

int
scatter_put(struct scatter *s, size_t part, uint64_t v)
{
	struct scatter_part *p = &s->part[part];

	if (p->n == BLOCK && spill(s, part) < 0)
		return -1;
	s->buffer[part * BLOCK + p->n++] = v;
	p->total++;
	return 0;
}

ptrdiff_t
scatter_get(struct scatter *s, size_t part, uint64_t **v, size_t *cap)
{
	const struct scatter_part *p = &s->part[part];
	const size_t bytes = BLOCK * sizeof **v;
	size_t n = p->n;
	uint32_t b;

	*v = xgrow(*v, cap, 2 * p->total + 1, sizeof **v);
	memcpy(*v, s->buffer + part * BLOCK, n * sizeof **v);
	for (b = p->last; b != NONE; b = s->next[b], n += BLOCK) {
		errno = EIO; /* a short read */
		if (pread(fileno(s->fp), *v + n, bytes, (off_t)(b * bytes)) !=
		    (ssize_t)bytes)
			return -1;
	}
	return (ptrdiff_t)n;
}

void
scatter_release(struct scatter *s)
{
	if (s->fp != NULL)
		fclose(s->fp);
	free(s->part);
	free(s->buffer);
	free(s->next);
	*s = (struct scatter) { 0 };
}
