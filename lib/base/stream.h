/*
 * stream.h - the text streams between programs; see sg-stream(5).
 *
 * A stream is one or more sections. A section is
 *
 *	## sg TYPE VERSION
 *	## profile NAME KEY=VALUE ...
 *	## rec ID			(which recording, when it is only one)
 *	# COLUMN<tab>COLUMN ...
 *	rows
 *	## frames N			(frames of the recording seen so far)
 *	## end
 *
 * so that cat(1) of two streams is a stream, and a producer that died in
 * the middle is told apart from one that had nothing more to say.
 */

#ifndef STREAM_H
#define STREAM_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "base/id.h"

#define STREAM_VERSION  1
#define STREAM_FIELDS   16    /* columns that a reader can ask for */
#define STREAM_LINE_MAX 65536 /* bytes, the newline included */

/* A type of section, with the columns that a reader of it wants. */
struct stream_type {
	const char *name;    /* "peaks" */
	const char *columns; /* "rec\tframe\tfreq\tlevel\trank" */
	const char *further; /* those a stream may lack, or NULL: their fields
				are "-", missing, then */
};

extern const struct stream_type stream_peaks, stream_hashes, stream_candidates,
    stream_landmarks, stream_decisions, stream_videos, stream_objects;

enum stream_event {
	STREAM_END = 0, /* clean end of the input */
	STREAM_ROW,     /* s->field[] holds a row */
	STREAM_SECTION  /* a section's header was read: s->type, s->rec */
};

struct stream {
	const char *name;                      /* for messages; borrowed */
	FILE *fp;                              /* borrowed */
	const struct stream_type *const *want; /* NULL-ended; borrowed */
	const struct stream_type *type;        /* of the current section */
	char *line; /* current line, a row's in its fields; owned */
	size_t size;
	uintmax_t lineno;
	bool started; /* its first event was given */
	bool in_section;
	int sections;
	int n_field;              /* columns of s->type */
	int n_column;             /* columns in the legend */
	int place[STREAM_FIELDS]; /* of column i of the type, in a row; -1 */
	int *wanted;              /* of a row's column, the type's; -1; owned */
	size_t cap_wanted;
	int n_cut;                  /* fields of the current row */
	char *field[STREAM_FIELDS]; /* in the order of type->columns, further */
	char missing[2];      /* the field of a column that is not there */
	char rec[ID_MAX + 1]; /* of "## rec", "" without */
	/* "## frames" of the section that ended last, else 0; of this so far */
	uint64_t frames, frames_here;
	char profile[512]; /* "" when the type carries none */
	bool partial;      /* "## partial": of some shards only */
	char *as_of;   /* of "## as-of", or NULL: what was searched; owned */
	char err[512]; /* set when a call returns -1 */
};

/*
 * Read and check the first header; want lists the types that are welcome,
 * NULL-ended. name and want are borrowed until the release.
 * Returns 0 (the first stream_next then gives STREAM_SECTION), or -1.
 */
int stream_open(struct stream *, FILE *, const char *name,
    const struct stream_type *const *want);

/*
 * The next event, or -1 with s->err set. All sections of a stream must carry
 * the same profile. A row's fields are in the order of type->columns and then
 * type->further, wherever the legend has them; other columns are passed over.
 */
int stream_next(struct stream *);

/* Field i of the current row as a number; 0, or -1 with s->err set. */
int stream_u32(struct stream *, int i, uint32_t max, uint32_t *);
int stream_real(struct stream *, int i, double min, double max, double *);

/* Undo the escapes of field i in place; 0, or -1 when they are malformed. */
int stream_text(struct stream *, int i);

/* Blame the current line: sets s->err to "name:line: message", returns -1. */
int stream_fail(struct stream *, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/*
 * For the module itself. A line: 1, 0 at the end of the file, -1; a header whose
 * first line was read: 0 or -1; a line "## KEY ..." of it: 0 or -1.
 */
int stream_line(struct stream *);
int stream_head(struct stream *);
int stream_key(struct stream *, bool *profiled);

/* Free what the reader owns; the FILE is the caller's. */
void stream_release(struct stream *);

/*
 * Writers. profile and rec may be NULL. by names the program ("sg-hash").
 * Errors stay in the FILE, for out_close() to find.
 */
void stream_put_header(FILE *, const struct stream_type *, const char *profile,
    const char *by, const char *rec);
void stream_put_end(FILE *, uint64_t frames); /* frames 0: not said */

#endif
