/* soundfile.h - libsndfile; the only module that knows it */

#ifndef SOUNDFILE_H
#define SOUNDFILE_H

#include <stddef.h>
#include <stdint.h>

struct soundfile {
	void *sf;
	uint32_t rate, channels;
	uint64_t frames; /* as libsndfile has it; not to be trusted on a pipe */
	char err[128];
};

/*
 * Read fd, a regular file at its first byte or a pipe, which stays the
 * caller's. Returns 0, or -1 with s->err set.
 */
int soundfile_open(struct soundfile *s, int fd);

/*
 * Up to n frames, interleaved. Returns how many, 0 only at the end, -1 with
 * s->err set when the decoder is unhappy.
 */
ptrdiff_t soundfile_read(struct soundfile *s, float *x, size_t n);

void soundfile_close(struct soundfile *s);

#endif
