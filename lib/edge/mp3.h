/* mp3.h - libmpg123: MPEG audio as mono samples; the only module that knows it */

#ifndef MP3_H
#define MP3_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define MP3_BUFFER 32768 /* bytes that the source is asked for at once */

struct mp3 {
	void *mpg;
	ssize_t (*read)(void *arg, void *b, size_t n); /* like read(2) */
	void *arg;
	size_t i, n; /* in b */
	char b[MP3_BUFFER];
	uint32_t coded, rate; /* of the frames; of the samples: Hz */
	char err[128];
};

/*
 * Decode what read gives, from a frame's first byte on; arg is borrowed. The
 * channels are averaged before the synthesis, which is linear and then is done
 * once; and it is done for every second or fourth sample only, when below band
 * Hz that is the same. Returns 0, or -1 with m->err set; m is to be closed in
 * either case.
 */
int mp3_open(struct mp3 *m, ssize_t (*read)(void *arg, void *b, size_t n),
    void *arg, double band);

/*
 * Up to n samples. Returns how many, 0 only at the end, -1 with m->err set when
 * the decoder is unhappy.
 */
ptrdiff_t mp3_read(struct mp3 *m, float *x, size_t n);

void mp3_close(struct mp3 *m);

#endif
