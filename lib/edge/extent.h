/*
 * extent.h - is this all of it? Follow a container's units to their end
 *
 *	| unit | unit | unit |		whole
 *	| unit | unit | un		cut
 *
 * A unit is a chunk, a box, a page, a packet or a frame: whatever says how
 * long it is. Decoders take the end of file for the end of the sound; this
 * tells a cut input from a whole one. It knows nothing of what the units hold.
 */

#ifndef EXTENT_H
#define EXTENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define EXTENT_HEAD    512 /* bytes; the longest header is Ogg's, 282 */
#define EXTENT_UNKNOWN UINT64_MAX

struct extent;

/*
 * Look at the n first bytes of a unit that begins at e->at. Returns 1 and its
 * length in *len, header included; 0 when it takes more bytes of this unit to
 * tell; -1 when the units can be followed no longer.
 */
typedef int extent_step(
    struct extent *e, const unsigned char *h, size_t n, uint64_t *len);

struct extent {
	extent_step *step;
	uint64_t pos;       /* bytes seen */
	uint64_t at;        /* where the current unit begins */
	uint64_t next;      /* where the next one does; at: not known yet */
	uint64_t promised;  /* bytes that a header announced, or 0 */
	uint64_t sound_end; /* where the samples end, or EXTENT_UNKNOWN */
	uint64_t room;      /* of a chunk without size; or EXTENT_UNKNOWN */
	uint64_t sized;     /* RF64: of the samples, from its ds64 chunk */
	bool lost;          /* the units cannot be followed any more */
	bool last;          /* nothing is asked of what follows this unit */
	int open;           /* Ogg: streams that began and did not end */
	int run;            /* MP3: frames in a row */
	bool torn;          /* MP3: there are some again after sound_end */
	int variant;        /* of the format, for the step's own use */
	size_t n_head;
	unsigned char head[EXTENT_HEAD];
};

/* step may be NULL: then nothing is known, and nothing is cut. */
void extent_init(struct extent *e, extent_step *step);

/* The next n bytes of the input. */
void extent_feed(struct extent *e, const unsigned char *b, size_t n);

/*
 * Feed the regular file fd from that byte to its end, by pread(2), leaving
 * out what units hold when they are long. Its offset stays where it is.
 * Returns 0, or -1 with errno set.
 */
int extent_file(struct extent *e, int fd, uint64_t from);

/* At the end of the input: NULL when it was whole, else what is wrong. */
const char *extent_verdict(const struct extent *e);

/* The containers that are known. */
extern extent_step extent_wav, extent_aiff, extent_au, extent_w64, extent_caf,
    extent_avi, extent_mp4, extent_ebml, extent_asf, extent_flv, extent_ogg,
    extent_mp3, extent_adts, extent_amr, extent_ts;

/*
 * The length in bytes of the MPEG audio frame, layer 1 to 3, whose header is
 * at h (4 bytes), or 0 when it is none; of the ADTS frame (7 bytes).
 */
size_t extent_mp3_frame(const unsigned char *h);
uint32_t extent_mp3_rate(const unsigned char *h); /* Hz, of such a frame */
size_t extent_adts_frame(const unsigned char *h);

#endif
