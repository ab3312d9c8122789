/* pg_profile.h - profiles as a database knows them: by number */

#ifndef PG_PROFILE_H
#define PG_PROFILE_H

#include "edge/pg.h"
#include "signal/profile.h"

/*
 * The number of a profile that shall be stored in; the first who asks makes it,
 * and tells the database what sonicgen calls its hashes (2.2 million digests: a
 * few seconds). Returns 0, or -1 with db->err set.
 */
int pg_profile_make(
    struct pg *db, const struct profile *, char number[static PG_NUMBER]);

/*
 * The profile of a database: that of the name, or its only one with
 * fingerprints, or the default. *number is "0" when the database has none of
 * it. Returns NULL with db->err set when it cannot be told, or is not known to
 * us.
 */
const struct profile *pg_profile_choose(
    struct pg *db, const char *name, char number[static PG_NUMBER]);

#endif
