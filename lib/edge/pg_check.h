/* pg_check.h - every document, and every posting, of a database */

#ifndef PG_CHECK_H
#define PG_CHECK_H

#include "edge/pg_index.h"
#include "retrieval/segment_check.h"

/*
 * Report what is wrong with the fingerprints of ix->profile: a body that is
 * damaged, postings of the index that are not those of the bodies, a document
 * that no search finds, or that is found twice, buckets out of order. 0, or -1
 * with ix->db.err set when it could not be looked at.
 */
int pg_check(struct pg_index *ix, struct findings *);

#endif
