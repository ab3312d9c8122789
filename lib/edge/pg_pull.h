/*
 * pg_pull.h - bring an index directory up to date from a database
 *
 * What the directory has from the database is told by its file PULLED,
 * sg-index(5): only what is new comes over. Recordings that were stored in the
 * directory otherwise are left alone. Each of several commits leaves a good index
 * and a true PULLED: a pull that was killed goes on where it was.
 */

#ifndef PG_PULL_H
#define PG_PULL_H

#include <stdint.h>

#include "edge/pg_index.h"

struct pg_pulled {
	uint64_t recordings, postings; /* that came */
	uint64_t removed;
};

/* 0, or -1 with ix->db.err set. */
int pg_pull(struct pg_index *from, const char *dir, struct pg_pulled *);

#endif
