/*
 * decision.h - what becomes of a recording: stored, a copy of one that is, ...
 */

#ifndef DECISION_H
#define DECISION_H

#include "retrieval/nominations.h"
#include "retrieval/verdict.h"

enum decision_status {
	DECISION_TOO_SHORT, /* too little to be found again */
	DECISION_MATCHED,   /* a copy: a link */
	DECISION_FINGERPRINTED
};

/* A recording that was compared, and what came of it. */
struct decision_pair {
	struct exhibit other;
	struct verdict verdict; /* a: the recording that is decided; b: other */
	double evalue;
	uint32_t votes;
};

struct decision {
	enum decision_status status;
	struct decision_pair *pair; /* by id; owned */
	size_t n, cap;
	const struct decision_pair *best; /* matched: the pair that says so */
	char err[512];
};

/*
 * find() makes an exhibit of an id: 1; 0 when there is none; -1 with a message
 * in err. Recordings without peaks are passed over.
 */
struct decision_source {
	int (*find)(
	    void *arg, struct exhibit *, const char *id, char err[static 512]);
	void *arg;
};

/*
 * Decide by the places that were nominated. Returns 0, or -1 with err set; to be
 * released in any case.
 */
int decision_init(struct decision *, const struct profile *,
    const struct exhibit *, const struct nominations *,
    const struct decision_source *);

/*
 * Compare with further recordings, and decide again, by these too. An id that was
 * compared before is replaced.
 */
int decision_add(struct decision *, const struct profile *,
    const struct exhibit *, const struct nominations *,
    const struct decision_source *);

void decision_release(struct decision *);

/* A line of a stream of decisions. Texts are borrowed. */
struct decision_row {
	const char *id, *status, *original; /* original may be NULL */
	const struct decision_pair *pair;   /* or NULL */
	bool turned; /* id is the pair's other one, original that which was
			decided */
};

/*
 * Row i = 0, 1, ... of what was decided: of the recording, then of those that
 * are copies of it. False after the last.
 */
bool decision_row_at(const struct decision *, const struct exhibit *, size_t i,
    struct decision_row *);

/* Row i of all pairs of a copy and its original. */
bool decision_copy_at(const struct decision *, const struct exhibit *, size_t i,
    struct decision_row *);

#endif
