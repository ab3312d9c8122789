/*
 * nominations.h - where recordings may be the same, out of a stream of candidates
 *
 * All rows of one query are kept, and those of its windows, ID@SECONDS as
 * sg-segment(1) names them, with the window's place added. Queries come in the
 * order of the fingerprints; one without candidates has no rows.
 */

#ifndef NOMINATIONS_H
#define NOMINATIONS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "base/stream.h"

struct nomination {
	char *id; /* owned */
	uint32_t votes;
	double evalue;
	double offset_s, speed, pitch; /* as in candidate.h */
	double from_s, to_s;           /* in the query */
	double ref_from_s, ref_to_s;
};

struct nominations {
	struct stream in;
	bool pending;            /* in.field[] has a row of a later query */
	struct nomination *list; /* by id, of one the best first; owned */
	size_t n, cap;
	char err[512];
};

/*
 * Begin to read; spelling is that of the fingerprints' profile, another one is
 * refused. Returns 0, or -1 with err set; nominations_release() anyway.
 */
int nominations_open(
    struct nominations *, FILE *, const char *name, const char *spelling);

/* Those of the query are in list until the next call. Returns 0 or -1. */
int nominations_next(struct nominations *, const char *id);

/* After the last query: 0, or -1 when there are rows of another one. */
int nominations_end(struct nominations *);

/* Put one in by hand; the id is copied. nominations_sort() afterwards. */
void nominations_add(struct nominations *, const struct nomination *);
void nominations_sort(struct nominations *);
void nominations_clear(struct nominations *);

void nominations_release(struct nominations *);

#endif
