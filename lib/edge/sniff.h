/*
 * sniff.h - recognise a container by its first bytes
 *
 * What is not in the list is refused: no decoder guesses, so that no text
 * turns into noise and no playlist is followed.
 */

#ifndef SNIFF_H
#define SNIFF_H

#include <stdbool.h>
#include <stddef.h>

#include "edge/extent.h"

#define SNIFF_HEAD 65536 /* first bytes worth giving to sniff() */

enum sniff_way {
	SNIFF_SOUNDFILE, /* libsndfile on the file itself */
	SNIFF_PUMPED,    /* libsndfile on a pipe that we fill */
	SNIFF_MPG123,    /* libmpg123 by calls back to us */
	SNIFF_FFMPEG,    /* ffmpeg reads it once, from start to end */
	SNIFF_SPOOLED /* ffmpeg must jump about: a pipe goes to a file first */
};

struct sniff {
	const char *name;          /* for messages: "Wave64" */
	enum sniff_way file, pipe; /* of a seekable file; of a pipe */
	const char *demuxer;       /* ffmpeg's name for it */
	extent_step *step;         /* NULL: a cut cannot be seen */
	const char *magic;         /* first bytes, or NULL */
	bool (*is)(const unsigned char *b, size_t n); /* instead of magic */
};

/*
 * The container that begins with these n bytes, or NULL. Entries are constant
 * and live for ever.
 */
const struct sniff *sniff(const unsigned char *b, size_t n);

/* Bytes of the ID3v2 tag at b, header and footer included; 0 without. */
size_t sniff_id3(const unsigned char *b, size_t n);

/* Where frames of MPEG audio begin to follow each other in b, or n. */
size_t sniff_mp3(const unsigned char *b, size_t n);

/* Samples that a FLAC stream's first block promises, or 0. */
uint64_t sniff_flac_samples(const unsigned char *b, size_t n);

/* Are these bytes text? For a clearer refusal. */
bool sniff_text(const unsigned char *b, size_t n);

#endif
