/*
 * queue.h - the work queue in PostgreSQL: what sg-queue(1) does
 *
 * A claim is a token; the functions of sg-database(5) fence by it. All return
 * 0, or -1 with db->err set, and db->again when trying later may help.
 */

#ifndef QUEUE_H
#define QUEUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "edge/pg.h"

#define QUEUE_WORKER 128
#define QUEUE_TEXT   24 /* bytes of a token, or another number, as text */

struct queue_terms {
	const char *worker; /* who claims */
	unsigned lease_s, retries, delay_s;
};

/* Write what we call ourselves, HOST:PROCESS; returns name. */
const char *queue_worker(char name[static QUEUE_WORKER]);

/*
 * Make the tables, roles and functions, or bring them up to date; and what a
 * profile needs, if one is named.
 */
int queue_init(struct pg *db, const char *profile);

/*
 * Add the rows of a stream of videos, all or none. *added of *seen were new.
 */
int queue_add(
    struct pg *db, FILE *, const char *name, size_t *seen, size_t *added);

/* Claim up to n videos: rows of (token, id, title, url, duration, attempts). */
int queue_claim(struct pg *db, const struct queue_terms *, size_t n);

/* Print these rows. */
void queue_print_claims(const struct pg *db, FILE *);

/* Prolong the leases of tokens, {1,2,3}: rows of those that others have now. */
int queue_heartbeat(struct pg *db, const struct queue_terms *, const char *set);

/* What became of a claim: a row of claim_status(), or none. */
int queue_status(struct pg *db, const char *token);

/* Decide; original: of "matched"; of "flag" the reason, or NULL. */
int queue_finish(
    struct pg *db, const char *token, const char *status, const char *original);

/* Give back, not counted; *held: whether it was ours. */
int queue_release(struct pg *db, const struct queue_terms *, const char *token,
    const char *why, bool *held);

/* Count a failure; *flagged after the last retry. */
int queue_fail(struct pg *db, const struct queue_terms *, const char *token,
    const char *why, bool *flagged);

/*
 * By hand: a video becomes a copy of the original, or changes places with it if
 * that was a copy of it; without one it becomes an original for good.
 */
int queue_relink(struct pg *db, const char *id, const char *original);

/* Flagged videos back to the queue, n ids or all: a row says how many. */
int queue_retry(struct pg *db, char *const *id, size_t n);

/* Print videos, n ids or all, by id; or how many there are of each status. */
int queue_list(struct pg *db, FILE *, char *const *id, size_t n);
int queue_stat(struct pg *db, FILE *);

/*
 * Print how far the work is, a line every so many seconds, until nothing is left
 * to do; below 10 seconds each line over the one before.
 */
int queue_watch(struct pg *db, FILE *, unsigned every_s);

#endif
