/* soundfile.h - libsndfile; the only module that knows it */

#ifndef SOUNDFILE_H
#define SOUNDFILE_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* Where the bytes come from, when it is no descriptor. */
struct soundfile_source {
	/* like read(2) */
	ssize_t (*read)(void *arg, void *b, size_t n);
	/* go on from byte `at`, one of the first; 0, or -1 when it cannot */
	int (*again)(void *arg, uint64_t at);
	void *arg;
};

#define SOUNDFILE_BUFFER 32768 /* bytes that a source is asked for at once */

struct soundfile {
	void *sf;
	struct soundfile_source source;
	uint64_t at;       /* of the source, as libsndfile sees it: of b[i] */
	size_t i, n;       /* in b */
	int null, err_was; /* where standard error leads, in turns; -1: none */
	char b[SOUNDFILE_BUFFER];
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
 * Read an MP3 from the source, which is copied, its arg borrowed. mpg123 asks
 * for 4 bytes, and then for the rest of a frame: the source is asked for more.
 * mpg123 also prints what it thinks of the input; during the calls of such a
 * soundfile standard error therefore leads nowhere, for all threads.
 */
int soundfile_open_source(
    struct soundfile *s, const struct soundfile_source *source);

/*
 * Up to n frames, interleaved. Returns how many, 0 only at the end, -1 with
 * s->err set when the decoder is unhappy.
 */
ptrdiff_t soundfile_read(struct soundfile *s, float *x, size_t n);

void soundfile_close(struct soundfile *s);

#endif
