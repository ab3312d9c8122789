/*
 * input.h - the first bytes of a file or a pipe, and then the others
 *
 * ID3v2 tags before the first byte of the sound are stepped over: they may
 * stand before any raw stream, and libsndfile cannot skip a long one on a pipe.
 */

#ifndef INPUT_H
#define INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "edge/sniff.h"

struct input {
	int fd;         /* borrowed */
	bool seekable;  /* a regular file, read from its first byte on */
	uint64_t at;    /* of head[0] in the file: bytes of tags before it */
	size_t n;       /* bytes in head */
	uint64_t given; /* by input_read */
	bool ended;     /* input_read has seen the end */
	struct extent extent; /* sees every byte once; the caller's to init */
	unsigned char head[SNIFF_HEAD];
	char err[128];
};

/*
 * Fill the head from fd, which must stay open. The head is shorter than
 * SNIFF_HEAD only when the input is. Returns 0, or -1 with in->err set: a
 * directory, a read error, nothing at all.
 */
int input_open(struct input *in, int fd);

/*
 * Drop the first len bytes, and fill the head again. Returns 0, or -1 with
 * in->err set.
 */
int input_skip(struct input *in, size_t len);

/* Like read(2), of the head first; past in->extent. */
ssize_t input_read(struct input *in, void *b, size_t n);

/*
 * Put a seekable input's fd at the head's first byte, for another reader.
 * Returns 0, or -1 with in->err set.
 */
int input_rewind(struct input *in);

#endif
