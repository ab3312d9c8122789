/*
 * pg_compact.h - merge what is fresh, and small segments, in a database
 *
 * Postings come to us, are sorted, and go back as buckets, in one transaction;
 * searches and stores go on. They wait in a temporary file, 8 bytes each.
 */

#ifndef PG_COMPACT_H
#define PG_COMPACT_H

#include "edge/pg.h"

/*
 * Compact one profile, or all when it is NULL. all: everything into one
 * segment, waiting for whoever compacts already; else what is due, and nothing
 * if somebody does: then *busy. *made: segments. 0, or -1 with db->err set.
 */
int pg_compact(
    struct pg *db, const char *profile, bool all, size_t *made, bool *busy);

#endif
