/*
 * any_index.h - an index, be it a directory or a database: sg-index(1)'s commands
 *
 *	any_index_open(&x, "postgresql:///music", NULL);
 *	x.id = argv; x.n = argc; x.absent = absent;
 *	any_index_list(&x, stdout);
 *	any_index_close(&x);
 *
 * All return 0, or -1 with err set, and again when trying later may help.
 */

#ifndef ANY_INDEX_H
#define ANY_INDEX_H

#include <stdbool.h>
#include <stdio.h>

#include "edge/pg_index.h"
#include "retrieval/segment_check.h"

struct any_index {
	const char *where;   /* borrowed */
	const char *profile; /* of a database; borrowed */
	bool is_database;
	struct pg_index pg;
	char *const *id; /* only these; borrowed, set by the caller */
	size_t n;
	bool *absent; /* which of them were not there; the caller's */
	bool again;
	char err[512];
};

/* profile: of a database, when it has several; NULL: its only one. */
int any_index_open(struct any_index *, const char *where, const char *profile);
void any_index_close(struct any_index *);

/* Print recordings, figures, fingerprints. Errors of writing stay in the FILE. */
int any_index_list(struct any_index *, FILE *);
int any_index_stat(struct any_index *, FILE *);
int any_index_dump(struct any_index *, FILE *);

int any_index_check(struct any_index *, struct findings *);

/* Remove the ids; *unmerged says why what is left was not merged, or "". */
int any_index_remove(struct any_index *, char unmerged[static 512]);

/*
 * Merge: all, or what is due. *busy: somebody else does, and it will do;
 * *made: segments of a database.
 */
int any_index_merge(struct any_index *, bool all, size_t *made, bool *busy);

#endif
