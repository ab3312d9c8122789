/*
 * pg_bodies.h - the fingerprints of a database's documents, unpacked
 *
 * The bodies come to us one after the other, are unpacked by all processors,
 * and are handed out in the order in which they came. A body is 1.3 bytes a
 * posting of sg1 and costs the server nothing to send; an array of the same
 * postings is 12, which it converts one by one.
 */

#ifndef PG_BODIES_H
#define PG_BODIES_H

#include <stdint.h>

#include "edge/pg.h"
#include "signal/fingerprint.h"

/*
 * Takes a fingerprint, on any thread, one at a time; more than 0 ends that, and
 * becomes the result. The connection is in use meanwhile.
 */
typedef int pg_body_take(
    void *arg, int64_t number, const struct fingerprint *fp);

/*
 * Those of the rows of the statement that was sent last, (number, frames,
 * postings, body, identity). 0, or -1 with db->err set: one is damaged, too.
 */
int pg_bodies_each(
    struct pg *db, const struct profile *, pg_body_take *take, void *arg);

#endif
