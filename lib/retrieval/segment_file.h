/*
 * segment_file.h - where things stand in the files of an index, for those
 * that read and write them; the manual is sg-index(5)
 */

#ifndef SEGMENT_FILE_H
#define SEGMENT_FILE_H

#define SEGMENT_MAGIC       "SGSEGMT1"
#define SEGMENT_DEAD_MAGIC  "SGDEAD01"
#define SEGMENT_PROFILE_MAX 512 /* bytes of the spelling, its NUL included */
#define SEGMENT_ALIGN       64  /* of parts */

enum {
	HEAD_MAGIC = 0,
	HEAD_RECORDINGS = 8,
	HEAD_TIMELINE = 12,
	HEAD_POSTINGS = 16,
	HEAD_SPACE = 24,
	HEAD_SHIFT = 28,
	HEAD_BUCKETS = 32,
	HEAD_ZERO = 36,
	HEAD_PARTS = 40,
	HEAD_PART_BYTES = 24, /* offset 8, size 8, crc 4, zero 4 */
	HEAD_PROFILE = 184,
	HEAD_CRC = 696, /* of all before it */
	HEAD_BYTES = 704
};

enum { /* of a row */
	ROW_BASE = 0,
	ROW_FRAMES = 4,
	ROW_POSTINGS = 8,
	ROW_PEAKS = 12,
	ROW_DURATION = 16,
	ROW_PEAKS_AT = 24,
	ROW_PEAKS_BYTES = 32,
	ROW_FLAGS = 36,
	ROW_TEXT_AT = 40,
	ROW_BYTES = 48
};

enum { /* ROW_FLAGS: what the text holds after the id, in this order */
	ROW_HAS_TITLE = 1,
	ROW_HAS_URL = 2,
	ROW_HAS_PUBLISHED = 4,
	ROW_HAS_PEAKS = 8 /* there was a section of peaks, if an empty one */
};

enum {
	BUCKET_BYTES = 5, /* an offset in the part of postings */
	DEAD_ROWS = 8,
	DEAD_COUNT = 12,
	DEAD_MAP = 16
};

#endif
