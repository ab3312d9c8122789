/*
 * exhibit.h - a recording, and what is known of it, before verdict.h
 */

#ifndef EXHIBIT_H
#define EXHIBIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "retrieval/index.h"
#include "signal/fingerprint.h"

struct exhibit {
	char *id;          /* owned, and so are all texts; NULL: unknown */
	struct peak *peak; /* of rank < store_rank; owned */
	size_t n_peak;
	uint32_t landmarks;
	double length_s;
	char *published; /* ISO 8601 */
	char *original;  /* which it is a copy of */
	bool stored;     /* or new */
	bool own;        /* a person said that it is no copy */
	double copies;   /* share of its channel's videos; negative: unknown */
};

/* Of a fingerprint: all but what its peaks say is unknown. */
void exhibit_init(
    struct exhibit *, const struct profile *, const struct fingerprint *);

/*
 * Of a recording in an index. Returns 1; 0 when there is none of that id;
 * -1 with ix->err set. Released in any case.
 */
int exhibit_find(struct exhibit *, struct index *ix, const char *id);

void exhibit_release(struct exhibit *);

#endif
