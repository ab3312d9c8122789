/*
 * shelf.h - where a decision is carried out: an index directory or a database
 *
 *	shelf_open(&s, "ix", profile, NULL);
 *	shelf_find(&s, &exhibit, id, err);
 *	shelf_keep(&s, &item);		again and again, while it is 0
 *	shelf_close(&s);
 *
 * What is stored here after the search, by this process or by others, was not
 * compared with. So before it stores, shelf_keep() finds out whether there is
 * such a thing, and gives it back instead: sg-decide(1) says how.
 */

#ifndef SHELF_H
#define SHELF_H

#include <stdbool.h>

#include "edge/pg.h"
#include "retrieval/decision.h"
#include "retrieval/recent.h"

struct shelf {
	const struct profile *profile; /* borrowed */
	bool is_database;
	const char *where; /* borrowed */
	struct index ix;   /* of a directory */
	uint32_t state;    /* of the directory, or */
	char *as_of;       /* of the database, all but what is in recent was
			      searched; owned */
	struct recent recent;
	struct pg db;
	const char *token; /* of the claim; borrowed, or NULL */
	char batch[40];    /* names this run to the database */
	bool again;        /* the last failure may pass */
	char err[512];
};

/* A recording that is decided; exhibit and decision are the caller's to release. */
struct shelf_item {
	const struct fingerprint *fp;
	const struct segment_meta *meta;
	struct exhibit exhibit;
	struct nominations *nominations;
	struct decision decision;
};

/* 0, or -1 with err and again set; shelf_close() in any case. */
int shelf_open(struct shelf *, const char *where, const struct profile *,
    const char *token);
void shelf_close(struct shelf *);

/* What was searched, as the candidates say: "## as-of". NULL: not said. */
void shelf_searched(struct shelf *, const char *as_of);

/* Decide, without carrying it out. 0, or -1. */
int shelf_decide(struct shelf *, struct shelf_item *);

/* Decide and carry it out. 0, or -1. */
int shelf_keep(struct shelf *, struct shelf_item *);

/* Merge a directory's segments when it is time. 0, or -1 and why. */
int shelf_tidy(struct shelf *, char why[static 512]);

/* Set err; -1. */
int shelf_fail(struct shelf *, const char *);

#endif
