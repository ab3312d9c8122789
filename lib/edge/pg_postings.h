/*
 * pg_postings.h - all postings of a segment of a database, or of what is fresh
 */

#ifndef PG_POSTINGS_H
#define PG_POSTINGS_H

#include <stdint.h>

#include "edge/pg.h"

struct pg_posting {
	int64_t who; /* the document's row in the segment, or its number */
	uint32_t hash, frame;
	uint64_t first; /* of its bucket; of what is fresh 0 */
};

/* Takes a posting; other than 0 ends the reading, and becomes its result. */
typedef int pg_posting_put(void *, const struct pg_posting *);

/* Those of a segment, in order of its buckets. 0, or -1 with db->err set. */
int pg_postings_segment(
    struct pg *db, int64_t seg, pg_posting_put *put, void *arg);

/*
 * Those of a statement's rows, (who, p), with one argument; p as in sg.fresh.
 */
int pg_postings_fresh(struct pg *db, const char *sql, const char *arg1,
    pg_posting_put *put, void *arg);

#endif
