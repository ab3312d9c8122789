/*
 * ask.h - what an index has for a clip under many warps
 *
 * Each warp is an asker of a query (query.h) and has votes of its own (vote.h).
 * Many ask at once, since an index that is gone through in order costs less than
 * one that is jumped about in; the processors share them.
 */

#ifndef ASK_H
#define ASK_H

#include <stddef.h>
#include <stdint.h>

#include "retrieval/clip.h"
#include "retrieval/index.h"
#include "retrieval/nominee.h"
#include "retrieval/query.h"
#include "retrieval/sweep.h"
#include "retrieval/vote.h"
#include "retrieval/warp.h"

/* One clip under one warp. */
struct question {
	const struct clip *clip;
	struct warp warp;
	struct nominees *found; /* where its places go; several may share it */
	struct sweep *sweep;    /* if not NULL: what to go through: sweep.h */
};

struct ask {
	const struct index *index;
	struct query_how how; /* its time and pitch do not matter */
	size_t windows;       /* of votes, for each question */
	uint64_t peaks;       /* of the recordings of each sweep, at most */
	unsigned threads;
	uint64_t lookups, hits, skipped; /* counted */
	char err[256];
};

/*
 * Ask n questions. The lists of nominees are closed. Returns 0, or -1 with err
 * set: a damaged segment, or a clip of many hours.
 */
int ask(struct ask *, const struct question *, size_t n);

/*
 * One question, and all of its votes, which the caller releases if it has them.
 * Returns 0, or -1.
 */
int ask_once(struct ask *, const struct question *, struct vote *);

#endif
