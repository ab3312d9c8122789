/*
 * fingerprint.h - recordings out of a stream of fingerprints
 *
 * A fingerprint is sections of peaks and of hashes of one recording, in turns
 * when it is long. Sections that follow each other and name the same recording
 * belong together; both kinds must be in order of time over all of them.
 */

#ifndef FINGERPRINT_H
#define FINGERPRINT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/stream.h"
#include "signal/landmark.h"
#include "signal/peak.h"
#include "signal/profile.h"

struct fingerprint { /* of one recording; owned by the reader */
	char id[ID_MAX + 1];
	uint32_t frames; /* analysed; at least the last frame seen + 1 */
	bool has_peaks, has_hashes; /* a section of them was there */
	struct peak *peak;          /* in order of (time, pitch) */
	size_t n_peak, cap_peak;
	struct landmark *mark; /* in order of t_ref */
	size_t n_mark, cap_mark;
};

struct fingerprint_reader {
	struct stream in;
	const struct profile *profile; /* NULL until the first header */
	struct fingerprint fp;
	bool pending; /* in.field[] or in.rec begins the next recording */
	int event;    /* of the stream, when pending */
	bool plain;   /* rows of this section may be fp.id's as it is written */
	char err[512];
};

/*
 * Begin to read; name is borrowed. Returns 0, or -1 with r->err set: no
 * stream of peaks or hashes, or an unknown profile.
 */
int fingerprint_open(struct fingerprint_reader *r, FILE *, const char *name);

/*
 * Read the next whole recording into r->fp, which holds until the next call.
 * Returns 1, 0 at a clean end, -1 with r->err set. A recording without a
 * single row is returned too when its sections name it ("## rec").
 */
int fingerprint_next(struct fingerprint_reader *r);

void fingerprint_release(struct fingerprint_reader *r);

/* Print a whole recording: its peaks if has_peaks, its hashes if has_hashes. */
void fingerprint_print(
    FILE *, const struct profile *, const char *by, const struct fingerprint *);

#endif
