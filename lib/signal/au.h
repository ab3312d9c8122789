/*
 * au.h - Sun AU, mono, the sound between programs; see sg-stream(5)
 *
 *	".snd"  offset  length  encoding  rate  channels  "id=..."  samples
 *	 4 B     4       4       4         4     4         offset-24
 *
 * All big-endian. length in bytes, or 0xffffffff when it is not known: the
 * end of file then ends the samples.
 */

#ifndef AU_H
#define AU_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/id.h"

#define AU_UNKNOWN UINT64_MAX

enum au_encoding {
	AU_S16 = 3,
	AU_F32 = 6
};

struct au {
	FILE *fp;         /* borrowed */
	const char *name; /* for messages; borrowed */
	uint32_t rate;    /* Hz */
	enum au_encoding encoding;
	uint64_t length;     /* samples, or AU_UNKNOWN */
	uint64_t n;          /* samples read so far */
	char id[ID_MAX + 1]; /* of the annotation; "" without */
	char err[256];
};

/*
 * Read a header. Wants one channel, encoding s16 or f32.
 * Returns 0, or -1 with au->err set; *au keeps fp and name.
 */
int au_open(struct au *, FILE *, const char *name);

/* Insist on a rate. Returns 0, or -1 with au->err set. */
int au_want_rate(struct au *, uint32_t rate);

/*
 * Read up to n samples, full scale 1.0. Returns how many, 0 only at the end,
 * or -1 with au->err set: partial sample (the decoder failed), fewer samples
 * than the header's length, a sample that is no finite number, read error.
 */
ptrdiff_t au_read(struct au *, float *x, size_t n);

/* length in samples, or AU_UNKNOWN. Errors of the writers stay in the FILE. */
void au_put_header(
    FILE *, enum au_encoding, uint32_t rate, uint64_t length, const char *id);

/* s16 rounds to the nearest, and clips at full scale. */
void au_put(FILE *, enum au_encoding, const float *x, size_t n);

/* End the samples inside one, so that readers refuse the stream. */
void au_put_broken(FILE *);

#endif
