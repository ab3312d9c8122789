/*
 * pg_store.h - put recordings into a database, all in one transaction
 *
 *	pg_store_open(&s, url, profile, token);
 *	pg_store_put(&s, fp, meta);		for each recording
 *	pg_store_commit(&s);
 *	pg_store_close(&s);
 *
 * They wait, packed, in a temporary file, so that the transaction is short,
 * takes its locks in order of id, and can be run again.
 */

#ifndef PG_STORE_H
#define PG_STORE_H

#include <stdint.h>
#include <stdio.h>

#include "edge/pg.h"
#include "edge/pg_array.h"
#include "retrieval/segment_build.h"
#include "signal/fingerprint.h"

struct pg_store {
	struct pg db;
	const struct profile *profile; /* borrowed */
	const char
	    *token; /* of the claim that it finishes, or NULL; borrowed */
	FILE *spool;
	struct pg_store_row *row; /* of the spool; owned */
	size_t n, cap;
	char batch[40];                /* names this store to the database */
	uint64_t recordings, postings; /* put so far */
	uint64_t replaced;             /* after commit */
};

/* 0, or -1 with s->db.err set; pg_store_close() anyway. */
int pg_store_open(struct pg_store *, const char *url, const struct profile *,
    const char *token);

/* 0, or -1. A later recording of the same id replaces this one. */
int pg_store_put(
    struct pg_store *, const struct fingerprint *, const struct segment_meta *);

/* All of them become visible at once. 0, or -1 and none is. */
int pg_store_commit(struct pg_store *);

void pg_store_close(struct pg_store *);

/* The postings, in order, put into an int8[]: sg-database(5), sg.fresh. */
void pg_store_postings(struct pg_array *, const struct fingerprint *);

#endif
