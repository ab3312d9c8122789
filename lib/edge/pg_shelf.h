/*
 * pg_shelf.h - the database's part of shelf.h
 *
 * All return -1 with the shelf's err and again set.
 */

#ifndef PG_SHELF_H
#define PG_SHELF_H

#include "edge/shelf.h"

int pg_shelf_open(struct shelf *);

/* An exhibit of a stored video: 1; 0 when there is none. */
int pg_shelf_find(struct shelf *, struct exhibit *, const char *id);

/* Add what the catalogue knows of one that shall be decided. */
int pg_shelf_know(struct shelf *, struct exhibit *);

/*
 * The originals of what the decision found to be the same, as far as they were
 * not compared, join those that came after the search: how many.
 */
int pg_shelf_originals(struct shelf *, const struct shelf_item *);

/*
 * Carry out, in one transaction: 1. Or 0: documents were stored since the search,
 * and are in the nominations now, as far as they are like it. Round 0, 1, ...:
 * at last nobody else may store while we compare.
 */
int pg_shelf_keep(struct shelf *, struct shelf_item *, unsigned round);

#endif
