/*
 * segment.h - one immutable file of an index, mapped for reading; sg-index(5)
 *
 * The recordings of a segment lie one after another on one timeline of frames:
 *
 *	|<-- row 0 -->|<---- row 1 ---->|<- row 2 ->|
 *	0             base[1]           base[2]     timeline
 *
 * A position is base[row] + t_ref. A row stays in the file when its recording
 * is removed or replaced: it is dead then, which a second file says, and its
 * positions go on coming out of segment_lookup() until a merge drops them.
 *
 * Any bytes may be in the file. Nothing here reads out of bounds because of
 * them; what is damaged is reported when it is touched. The header is checked
 * when a segment is opened, every byte only by segment_check().
 */

#ifndef SEGMENT_H
#define SEGMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "signal/peak.h"
#include "signal/profile.h"

#define SEGMENT_ERR 512 /* bytes of a message */

/* The parts of the file, in its table of parts. */
enum {
	SEGMENT_ROWS,     /* a record of 48 bytes for each recording */
	SEGMENT_BY_ID,    /* row numbers in order of id */
	SEGMENT_TEXT,     /* ids, titles, ..., each with its NUL */
	SEGMENT_PEAKS,    /* gap-coded peaks of each recording */
	SEGMENT_BUCKETS,  /* where each bucket begins: 5 bytes each */
	SEGMENT_POSTINGS, /* the buckets: postings.h */
	SEGMENT_PARTS
};

struct segment_part {
	const uint8_t *data;
	uint64_t offset, size;
	uint32_t crc;
};

struct segment { /* read the fields through the functions below */
	const struct profile *profile;
	const uint8_t *map;
	uint64_t bytes; /* of the file */
	uint32_t crc;   /* of the header */
	uint32_t recordings, timeline;
	uint64_t postings;
	uint32_t space; /* hashes are below it */
	uint32_t shift; /* bucket of a hash: hash >> shift */
	uint32_t buckets;
	struct segment_part part[SEGMENT_PARTS];
	bool view;                   /* somebody else's bytes */
	struct segment_reads *reads; /* segment_code.h; NULL: a view */
	uint8_t *dead;               /* bit map of rows; NULL: all live */
	uint32_t n_dead;
	char name[64]; /* of the file, for messages */
};

/* A recording. The strings live as long as the segment; NULL: unknown. */
struct segment_rec {
	const char *id, *title, *url, *published;
	double duration_s; /* negative: unknown */
	uint32_t base, frames;
	uint32_t n_postings, n_peaks;
	bool has_peaks; /* it was stored with a section of peaks */
};

/*
 * Map a segment of the directory and check its header. Returns 0; 1 when there
 * is no such file; -1 with err set. A segment that was not opened may be closed.
 */
int segment_open(
    struct segment *, int dirfd, const char *name, char *err, size_t err_size);
void segment_close(struct segment *);

/* The same of bytes in memory, which are borrowed. 0, or -1. */
int segment_view(struct segment *, const uint8_t *bytes, size_t size,
    const char *name, char *err, size_t err_size);

/*
 * All of it will be wanted: map it at once, if the system can, instead of a few
 * pages at each fault; so many threads take a share each. Reads it from the disk
 * if it is not in memory.
 */
void segment_map(const struct segment *, unsigned threads);

/*
 * Positions of a hash, in ascending order (one may stand twice). Writes at
 * most cap of them, and returns how many there are; -1 when the list is
 * damaged. Dead recordings' positions are among them.
 */
ptrdiff_t segment_lookup(
    const struct segment *, uint32_t hash, uint32_t *pos, size_t cap);

uint32_t segment_recordings(const struct segment *); /* rows, dead ones too */
uint64_t segment_postings(const struct segment *);

/*
 * The row whose [base, base + frames) holds the position. Of a position that
 * no row holds: some row below segment_recordings(), 0 if there is none.
 */
uint32_t segment_rec_at(const struct segment *, uint32_t pos);

/* The same, for who asks in order of position, mostly: likely is that one. */
uint32_t segment_rec_near(
    const struct segment *, uint32_t pos, uint32_t likely);

bool segment_dead(const struct segment *, uint32_t row);

/* How many peaks a row says that it has. */
uint32_t segment_row_peaks(const struct segment *, uint32_t row);

/* What is known of a row; 0, or -1 when it is damaged. */
int segment_rec(const struct segment *, uint32_t row, struct segment_rec *out);

/*
 * The peaks of a row, in order of (time, pitch), into out with its room for
 * rec.n_peaks. Returns 0, or -1 when they are damaged.
 */
int segment_peaks(const struct segment *, uint32_t row, struct peak *out);

/* The bytes that code a row's peaks: segment_peaks.h. 0, or -1. */
int segment_peaks_code(
    const struct segment *, uint32_t row, const uint8_t **code, uint32_t *size);

/* The live row of an id: 1 and *row; 0 when there is none; -1 damaged. */
int segment_find(const struct segment *, const char *id, uint32_t *row);

/*
 * The keys of a bucket, key = position << shift | the low bits of the hash, in
 * order, into *key, which grows to twice as many. How many; -1 when damaged.
 */
ptrdiff_t segment_bucket(
    const struct segment *, uint32_t bucket, uint64_t **key, size_t *cap);

#endif
