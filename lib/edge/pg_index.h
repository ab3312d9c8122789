/*
 * pg_index.h - a database as an index: what sg-index(1) does with a directory
 *
 *	pg_index_open(&ix, url, "sg1");
 *	pg_index_list(&ix, stdout);
 *	pg_index_close(&ix);
 *
 * Recordings are in the order in which they were stored. Of n ids only those
 * are listed or dumped; absent says which of them were not there. All return 0,
 * or -1 with ix->db.err set.
 */

#ifndef PG_INDEX_H
#define PG_INDEX_H

#include <stdbool.h>
#include <stdio.h>

#include "edge/pg.h"
#include "retrieval/doc.h"

struct pg_index {
	struct pg db;
	const char *name; /* of the profile that was asked for, or NULL */
	const struct profile *profile; /* NULL until it is needed */
	char number[PG_NUMBER];        /* of the profile */
	char *const *id;               /* only these, n of them; borrowed */
	size_t n;
	bool *absent;        /* which of them were not there; the caller's */
	uint64_t recordings; /* dumped so far */
};

/*
 * The profile of that name, or NULL: the database's only one. pg_index_close()
 * in either case.
 */
int pg_index_open(struct pg_index *, const char *url, const char *profile);
void pg_index_close(struct pg_index *);

/* Find out which profile it is; the functions below do. */
int pg_index_choose(struct pg_index *);

/* A stream of recordings. */
int pg_index_list(struct pg_index *, FILE *);

/* Call put for each fingerprint. */
int pg_index_dump(struct pg_index *,
    void (*put)(void *, const struct fingerprint *), void *arg);

/*
 * Remove the ids from the catalogue; or, by_profile, their fingerprints in the
 * profile only.
 */
int pg_index_remove(struct pg_index *, bool by_profile);

/* Figures, a line each: key, TAB, value. */
int pg_index_stat(struct pg_index *, FILE *);

#endif
