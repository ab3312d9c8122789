/*
 * scatter.h - numbers strewn into parts, more than memory holds, and each part
 * read back as a whole
 *
 * What does not fit into one buffer for each part goes into a temporary file
 * in blocks, chained per part.
 */

#ifndef SCATTER_H
#define SCATTER_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct scatter {
	FILE *fp;                  /* NULL until a buffer was full */
	struct scatter_part *part; /* owned */
	size_t n_part;
	uint64_t *buffer; /* of all parts */
	uint32_t *next;   /* of each block in the file: the one before it */
	size_t n_block, cap_block;
};

void scatter_init(struct scatter *, size_t parts);

/* 0, or -1 and errno. */
int scatter_put(struct scatter *, size_t part, uint64_t v);

/*
 * All numbers of a part, in no order, into *v, which grows to twice as many.
 * Returns how many, or -1 and errno.
 */
ptrdiff_t scatter_get(struct scatter *, size_t part, uint64_t **v, size_t *cap);

void scatter_release(struct scatter *);

#endif
