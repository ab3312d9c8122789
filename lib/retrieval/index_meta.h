/*
 * index_meta.h - title, url, ... of recordings, out of a stream of videos
 */

#ifndef INDEX_META_H
#define INDEX_META_H

#include <stddef.h>

#include "retrieval/segment_build.h"

struct meta_row;

struct meta {
	struct meta_row *row; /* in order of id; owned */
	size_t n, cap;
	char err[512];
};

/*
 * Read a file, a whole stream of videos, or of recordings as sg-index(1) lists
 * them. Only the column id must be there. Of two rows of one id the later counts.
 * Without a path nothing is known of anything. Returns 0, or -1 with err set;
 * meta_release() in any case.
 */
int meta_read(struct meta *, const char *path);

/* What is known of an id; of an unknown one, nothing. Owned by the table. */
struct segment_meta meta_find(const struct meta *, const char *id);

void meta_release(struct meta *);

#endif
