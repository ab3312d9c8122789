/*
 * queue_run.h - run a command for each video of the queue; sg-queue run
 *
 *	claim -> fork -> heartbeat ... -> ended -> what became of the claim?
 *
 * The command finishes the claim itself, with the token in its environment. If
 * it ends and the claim is open, the claim is released (75) or has failed.
 * What lost its claim is stopped.
 */

#ifndef QUEUE_RUN_H
#define QUEUE_RUN_H

#include <stddef.h>

#include "edge/queue.h"

struct queue_run {
	struct pg *db;
	struct queue_terms terms;
	char *const *command;
	size_t jobs, max; /* at once; in all, 0: no limit */
	/* each video that did not go well, "id: what" */
	void (*say)(const char *fmt, ...); /* as warnx(3) */
	size_t done, failed, later;        /* how many ended so */
};

/*
 * Until nothing is left to claim, max is reached or SIGTERM or SIGINT comes,
 * which lets finish what runs; these two and SIGCHLD are blocked from now on.
 * Returns 0, or -1 with db->err and db->again set, when nothing runs any more.
 */
int queue_run(struct queue_run *);

#endif
