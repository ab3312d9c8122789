/* memstream.h - text of any length, by a FILE: open_memstream(3), or the end */

#ifndef MEMSTREAM_H
#define MEMSTREAM_H

#include <stdio.h>

struct memstream {
	char *text;
	size_t n;
	FILE *fp;
};

/* Where to write the text to. Out of memory, the program ends. */
FILE *memstream_open(struct memstream *);

/* All that was written, a string, the caller's; or the program ends. */
char *memstream_close(struct memstream *);

#endif
