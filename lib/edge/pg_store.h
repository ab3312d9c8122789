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
 *
 * Or each in a transaction of its own, which the server works on while the
 * next recording is read:
 *
 *	pg_store_open(&s, url, profile, token);
 *	pg_store_each(&s, fp, meta);		for each recording
 *	pg_store_settle(&s);
 *	pg_store_close(&s);
 */

#ifndef PG_STORE_H
#define PG_STORE_H

#include <stdint.h>
#include <stdio.h>

#include "edge/pg.h"
#include "edge/pg_array.h"
#include "retrieval/segment_build.h"
#include "signal/fingerprint.h"

struct pg_store_row {
	char *id, *title, *url, *published; /* owned */
	double duration_s;
	uint32_t frames;
	long at;            /* in the spool: the body, then the postings */
	int body, postings; /* bytes */
};

struct pg_store {
	struct pg db;
	const struct profile *profile; /* borrowed */
	const char
	    *token; /* of the claim that it finishes, or NULL; borrowed */
	FILE *spool;
	struct pg_store_row *row; /* of the spool; owned */
	size_t n, cap;
	char batch[40];                /* names this store to the database */
	char number[PG_NUMBER];        /* of the profile there, or "" */
	bool sent;                     /* row[0], whose bytes are: */
	char *bytes;                   /* of a row; owned */
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

/*
 * Store one now. 0: it is on its way, and those before it are on the disk; or -1,
 * and they are.
 */
int pg_store_each(
    struct pg_store *, const struct fingerprint *, const struct segment_meta *);

/* Wait for the last one: 0, and all are on the disk, or -1. */
int pg_store_settle(struct pg_store *);

void pg_store_close(struct pg_store *);

/* For the module itself: of a row, after pg_store_read(); 0, or -1. */
int pg_store_batch(struct pg_store *);
int pg_store_read(struct pg_store *, const struct pg_store_row *);
int pg_store_run(struct pg_store *, const struct pg_store_row *);
int pg_store_send(struct pg_store *, const struct pg_store_row *);
void pg_store_forget(struct pg_store_row *);

/* The postings, in order, put into an int8[]: sg-database(5), sg.fresh. */
void pg_store_postings(struct pg_array *, const struct fingerprint *);

#endif
