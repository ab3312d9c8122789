/* pg_adopted.h - bodies that sql/adopt.sql made, into those that all others are */

#ifndef PG_ADOPTED_H
#define PG_ADOPTED_H

#include "edge/pg.h"
#include "signal/profile.h"

/*
 * Pack those of fresh documents of a profile, which has that number, each in a
 * transaction of its own. 0, or -1 with db->err set.
 */
int pg_adopted_pack(struct pg *db, const char *number, const struct profile *);

#endif
