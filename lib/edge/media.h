/*
 * media.h - any sound or film, from a file or a pipe, as mono samples
 *
 *	file ----------------------------> libsndfile --+
 *	pipe --> sniff --> pump --> pipe -> libsndfile --+-> average of channels
 *	           |          |             ffmpeg ------+
 *	           | MP3      |             libmpg123 ---+
 *	           '----------+-- calls ------'
 *	                   extent: is that all?
 *
 * Which container goes which way: sniff.h. What is read is hostile.
 */

#ifndef MEDIA_H
#define MEDIA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "edge/ffmpeg.h"
#include "edge/input.h"
#include "edge/mp3.h"
#include "edge/pump.h"
#include "edge/sniff.h"
#include "edge/soundfile.h"

#define MEDIA_UNKNOWN  UINT64_MAX
#define MEDIA_BLOCK    32768 /* floats; samples that media_read may give */
#define MEDIA_RATE_MIN 1000  /* Hz */
#define MEDIA_RATE_MAX 768000

struct media_options {
	const char *dir; /* for temporary files */
	bool keep;       /* samples that are no finite number become 0 */
	uint32_t rate;   /* Hz, that the caller wants; 0: any */
};

struct media {
	struct media_options options;
	uint32_t rate;   /* Hz; the wanted one if the decoder can resample */
	uint64_t frames; /* known for certain, or MEDIA_UNKNOWN */
	uint64_t n;      /* samples given so far */
	uint64_t zeroed; /* of them, for want of a finite number */
	char err[400];   /* does not name the input */

	const struct sniff *kind;
	enum sniff_way way;
	struct input in;
	struct pump pump;
	struct soundfile sf;
	struct mp3 mp3;
	struct ffmpeg ff;
	int spool;   /* fd, or -1 */
	bool pumped; /* by the thread */
	bool by_mpg123, by_ffmpeg;
	uint32_t channels;
	uint64_t promised;    /* frames in the header, or MEDIA_UNKNOWN */
	float x[MEDIA_BLOCK]; /* interleaved */
};

/*
 * Recognise what fd gives and start to decode it. fd stays the caller's, and
 * is not to be touched until the end. Returns 0, or -1 with m->err set; m is
 * to be closed in either case.
 */
int media_open(struct media *m, int fd, const struct media_options *options);

/*
 * The next samples, at most MEDIA_BLOCK. Returns how many; 0 at the end of an
 * input that was whole; -1 with m->err set when it was damaged or cut, after
 * which nothing more can be read: what came before is all that there is.
 */
ptrdiff_t media_read(struct media *m, float x[static MEDIA_BLOCK]);

/* For the module itself: puts a sentence in m->err, returns -1. */
int media_fail(struct media *m, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* Stop, wherever it is, and release everything. */
void media_close(struct media *m);

#endif
