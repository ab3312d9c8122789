/*
 * mirror.h - an index directory that follows a database, for those who search it
 *
 *	mirror_follow(&m, "/home/me/.cache/sonicgen", "postgresql:///music", p);
 *	index_open(&ix, m.dir);
 *	mirror_release(&m);
 *
 * The directory is CACHE/CLUSTER-PROFILE, where CLUSTER is a digest of the
 * server's identity and the database's name. What is new, replaced or removed
 * there comes over (pg_pull.h); it may be deleted at any time. Several processes
 * may follow at once.
 */

#ifndef MIRROR_H
#define MIRROR_H

#include <stdbool.h>

#include "signal/profile.h"

struct mirror {
	char *dir;   /* owned */
	char *as_of; /* what is there in any case: a snapshot, as text; owned */
	bool again;  /* the failure may pass */
	char err[512];
};

/*
 * 0, or -1 with err and again set; mirror_release() in either case.
 */
int mirror_follow(struct mirror *, const char *cache, const char *url,
    const struct profile *);

void mirror_release(struct mirror *);

#endif
