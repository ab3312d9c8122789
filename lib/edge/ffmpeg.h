/*
 * ffmpeg.h - the program ffmpeg as a decoder of what libsndfile cannot read
 *
 * It is told which demuxer to use, may use no other, and no protocol but the
 * one descriptor it is given: a playlist in disguise opens nothing.
 */

#ifndef FFMPEG_H
#define FFMPEG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "edge/child.h"

struct ffmpeg {
	struct child child;
	uint32_t rate, channels;
	bool lacks_soxr; /* it cannot resample as we want it */
	char err[320];
};

enum ffmpeg_input {
	FFMPEG_STREAM,  /* in is read once, from where it stands to its end */
	FFMPEG_FILE,    /* in is a regular file, read from its start, anyhow */
	FFMPEG_UNSIZED, /* FFMPEG_STREAM of a WAV whose header lies */
};

/*
 * Start on fd `in`, which stays the caller's, and wait for the first bytes of
 * sound. With a rate, not 0, ffmpeg averages the channels and resamples as
 * resample.h does, by the same library: to the same samples, of which a tenth
 * of the bytes go through the pipe. (Of 3, 5, 6 or 7 channels the last bits
 * differ.) Returns 0, or -1 with f->err set, when there is no ffmpeg, no sound
 * in it, or it is no such container; f->lacks_soxr says that without a rate it
 * might work.
 */
int ffmpeg_open(struct ffmpeg *f, int in, const char *demuxer,
    enum ffmpeg_input how, uint32_t rate);

/*
 * Up to n frames, interleaved, all of them unless the end is near. Returns how
 * many, 0 only at the end, -1 with f->err set when ffmpeg complained of
 * anything on the way or failed.
 */
ptrdiff_t ffmpeg_read(struct ffmpeg *f, float *x, size_t n);

void ffmpeg_close(struct ffmpeg *f);

#endif
