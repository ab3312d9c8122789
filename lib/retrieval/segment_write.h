/*
 * segment_write.h - write a segment: its rows, then its buckets, in order
 *
 *	segment_write_open(&w, fd, profile, timeline, postings);
 *	segment_write_row(&w, ...);		for each recording
 *	segment_write_bucket(&w, key, n);	for each of w.buckets
 *	segment_write_close(&w);
 *
 * Peaks and postings go straight to the file; rows, texts and the directory
 * are kept until the end (about 48 bytes a recording, its texts, and 5 bytes a
 * bucket).
 */

#ifndef SEGMENT_WRITE_H
#define SEGMENT_WRITE_H

#include <stdint.h>
#include <stdio.h>

#include "retrieval/segment.h"

struct segment_bytes { /* bytes that grow */
	uint8_t *data;
	size_t n, cap;
};

struct segment_writer {
	const struct profile *profile;
	FILE *fp;
	uint64_t at;     /* bytes written */
	uint64_t part_n; /* part that is being written: where it began */
	uint32_t part_crc;
	uint32_t recordings, timeline, space, shift, buckets;
	uint64_t postings, postings_seen;
	struct segment_part part[SEGMENT_PARTS];
	struct segment_bytes rows, by_id, text, directory, code;
	uint64_t *tmp; /* of the codec */
	size_t cap_tmp;
};

/* Coded peaks of a recording, in a mapped file or in memory. */
struct segment_code {
	const uint8_t *data;
	uint32_t size;
};

/*
 * Begin to write to fd, which the writer takes. postings: how many there will
 * be. Returns 0, or -1 and errno.
 */
int segment_write_open(struct segment_writer *, int fd, const struct profile *,
    uint32_t timeline, uint64_t postings);

/* The next row: rec, whose peaks have that code (peaks_encode). */
void segment_write_row(struct segment_writer *, const struct segment_rec *rec,
    struct segment_code peaks);

/*
 * The next bucket of w->buckets: the sorted keys of the hashes from bucket <<
 * w->shift on, key = position << w->shift | the low bits of the hash.
 */
void segment_write_bucket(
    struct segment_writer *, const uint64_t *key, size_t n);

/*
 * Finish the file and bring it to the disk; the file is closed, also on
 * failure. Returns 0, or -1 and errno.
 */
int segment_write_close(struct segment_writer *);

/* Give up: close the file as it is. */
void segment_write_abort(struct segment_writer *);

#endif
