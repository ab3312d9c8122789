/*
 * match.h - search an index for clips
 *
 * In tiers, each only while nothing significant was found: the clip as it is;
 * with weaker peaks and near misses of its hashes; changed in speed, tempo or
 * pitch; in tempo and pitch independently. The places whose hashes agree are
 * looked at closely: the recording's peaks are laid over the clip's, and how
 * many are heard decides (coverage.h), against what chance gives (evalue.h).
 */

#ifndef MATCH_H
#define MATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "retrieval/candidate.h"
#include "retrieval/index.h"
#include "retrieval/warp.h"
#include "signal/fingerprint.h"

#define MATCH_EVALUE 0.001 /* the default of max_evalue */

/* After a candidate with a lower evalue than this no tier follows. */
#define MATCH_CERTAIN 1e-9

struct match {
	const struct index *index; /* borrowed */
	double max_evalue;
	size_t max_n;           /* candidates wanted */
	enum warp_range range;  /* how far to search */
	bool quick;             /* the first tier only */
	double tests;           /* searches that this one is one of; 1 */
	bool all_places;        /* every place of a recording, not its best */
	double ratio;           /* > 0: decide by ratio.h, not by evalue */
	unsigned threads;       /* that share the work; all processors */
	bool mapped;            /* the index is, by index_map() */
	struct candidate *list; /* best first; owned */
	size_t n;
	struct candidate *mirrored;      /* what the clip backwards finds */
	uint64_t lookups, hits, skipped; /* of the last clip, all tiers */
	uint64_t looked; /* places that were looked at closely */
	char err[256];
};

void match_init(struct match *, const struct index *, double max_evalue,
    size_t max_n, enum warp_range);

/*
 * Another search with the settings of one, and lists of its own: beside it, on
 * another thread.
 */
void match_init_as(struct match *, const struct match *);

/*
 * Search for one clip; the candidates are in m->list until the next call.
 * Returns 0 (also when there is none), or -1 with m->err set: a damaged
 * segment, or a clip of many hours.
 */
int match_clip(struct match *m, const struct fingerprint *);

void match_release(struct match *);

#endif
