#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/sg.h"
#include "edge/queue_job.h"
#include "edge/queue_run.h"

enum {
	NOT_FOUND = 127, /* as a shell says it */
	BEATS = 3        /* in a lease */
};

struct job {
	pid_t pid; /* 0: none */
	char token[QUEUE_TEXT];
	char *id;
};

struct runner {
	struct queue_run *q;
	struct job *job; /* q->jobs of them */
	size_t running, started;
	bool ending; /* claims no more */
	bool broken; /* for this reason: */
	char err[512];
	bool again;
	double beat; /* when leases are to be prolonged next */
};

/* The database failed us: end, when what runs has ended. */
static void
give_up(struct runner *r)
{
	if (!r->broken) {
		memcpy(r->err, r->q->db->err, sizeof r->err);
		r->again = r->q->db->again;
	}
	r->broken = r->ending = true;
}

/* The claim goes back, and the run ends: or all videos would fail so. */
static void
cannot_start(struct runner *r, struct job *j, int error)
{
	struct pg *db = r->q->db;
	bool held;

	if (queue_release(db, &r->q->terms, j->token, NULL, &held) == 0) {
		snprintf(db->err, sizeof db->err, "%.200s: %s",
		    r->q->command[0], strerror(error));
		db->again = error == EAGAIN || error == ENOMEM;
	}
	give_up(r);
	free(j->id);
	j->pid = 0;
}

/* Claim a video and start its command. False: nothing is left, or an error. */
static bool
start(struct runner *r)
{
	struct queue_run *q = r->q;
	struct job *j = r->job;

	while (j->pid != 0)
		j++;
	if (queue_claim(q->db, &q->terms, 1) < 0) {
		give_up(r);
		return false;
	}
	if (pg_rows(q->db) == 0)
		return false;
	snprintf(j->token, sizeof j->token, "%s", pg_text(q->db, 0, 0));
	j->id = xstrdup(pg_text(q->db, 0, 1));
	j->pid = queue_job_start(q->db, q->command);
	if (j->pid < 0) {
		cannot_start(r, j, errno);
		return false;
	}
	r->running++;
	r->started++;
	return true;
}

/* How a command ended, in words. */
static void
describe(int status, const char *command, char what[static 256])
{
	if (WIFSIGNALED(status))
		snprintf(what, 256, "%.150s: killed by signal %d", command,
		    WTERMSIG(status));
	else if (WEXITSTATUS(status) != 0)
		snprintf(what, 256, "%.150s: exit status %d", command,
		    WEXITSTATUS(status));
	else
		snprintf(what, 256,
		    "%.150s: exit status 0, but the claim was not finished",
		    command);
}

/* The command ended and its claim is open. */
static void
give_back(struct runner *r, const struct job *j, int status)
{
	struct queue_run *q = r->q;
	char what[256 + 16];
	bool held, flagged;
	int later = WIFEXITED(status) && WEXITSTATUS(status) == SG_RETRY;
	int absent = WIFEXITED(status) && WEXITSTATUS(status) == NOT_FOUND;

	describe(status, q->command[0], what);
	if (later || absent) {
		if (queue_release(q->db, &q->terms, j->token, what, &held) < 0)
			give_up(r);
		q->later++;
	} else {
		if (queue_fail(q->db, &q->terms, j->token, what, &flagged) < 0)
			give_up(r);
		else if (flagged)
			strcat(what, "; flagged");
		q->failed++;
	}
	q->say("%s: %s", j->id, what);
	if (absent && !r->broken) { /* or all videos would fail so */
		snprintf(q->db->err, sizeof q->db->err,
		    "%.200s: no such command", q->command[0]);
		q->db->again = false;
		give_up(r);
	}
}

static void
settle(struct runner *r, struct job *j, int status)
{
	struct queue_run *q = r->q;
	const char *s;

	if (queue_status(q->db, j->token) < 0) {
		give_up(r); /* the lease runs out */
		q->later++;
	} else {
		s = pg_rows(q->db) > 0 ? pg_text(q->db, 0, 0) : NULL;
		if (s == NULL) {
			q->say("%s: the lease was lost: another has it", j->id);
			q->later++;
		} else if (strcmp(s, "pending") == 0) {
			give_back(r, j, status);
		} else if (*s == '\0') {
			q->later++; /* the command released it */
		} else {
			q->done++;
		}
	}
	free(j->id);
	j->pid = 0;
	r->running--;
}

static void
reap(struct runner *r)
{
	size_t i;
	int status;

	for (i = 0; i < r->q->jobs; i++)
		if (r->job[i].pid != 0 &&
		    waitpid(r->job[i].pid, &status, WNOHANG) > 0)
			settle(r, &r->job[i], status);
}

/* Stop the jobs whose tokens the last statement gave. */
static void
stop_lost(struct runner *r)
{
	size_t k;
	int i;

	for (i = 0; i < pg_rows(r->q->db); i++)
		for (k = 0; k < r->q->jobs; k++)
			if (r->job[k].pid != 0 &&
			    strcmp(r->job[k].token, pg_text(r->q->db, i, 0)) ==
				0)
				kill(-r->job[k].pid, SIGTERM);
}

/* Prolong the leases; stop the jobs whose claims others have. */
static void
heartbeat(struct runner *r)
{
	struct queue_run *q = r->q;
	size_t i, n = 1;
	char *list = xreallocarray(NULL, q->jobs + 1, QUEUE_TEXT);

	strcpy(list, "{");
	for (i = 0; i < q->jobs; i++)
		if (r->job[i].pid != 0)
			n += (size_t)sprintf(list + n, "%s%s", n > 1 ? "," : "",
			    r->job[i].token);
	strcpy(list + n, "}");
	if (r->running > 0 && queue_heartbeat(q->db, &q->terms, list) == 0)
		stop_lost(r);
	free(list);
	r->beat = clock_now() + (double)q->terms.lease_s / BEATS;
}

/* The signals that we wait for, blocked from here on. */
static void
block_signals(sigset_t *set)
{
	sigemptyset(set);
	sigaddset(set, SIGCHLD);
	sigaddset(set, SIGTERM);
	sigaddset(set, SIGINT);
	sigprocmask(SIG_BLOCK, set, NULL);
}

/* Sleep until a signal comes or a heartbeat is due. */
static void
wait_signal(struct runner *r, const sigset_t *set)
{
	double left = r->beat - clock_now();
	struct timespec t = { 0 };
	int sig;

	if (left > 0) {
		t.tv_sec = (time_t)left;
		t.tv_nsec = (long)((left - (double)t.tv_sec) * 1e9);
	}
	sig = sigtimedwait(set, NULL, &t);
	if (sig == SIGTERM || sig == SIGINT)
		r->ending = true;
	if (clock_now() >= r->beat)
		heartbeat(r);
}

int
queue_run(struct queue_run *q)
{
	struct runner r = { .q = q };
	sigset_t set;

	block_signals(&set);
	r.job = xreallocarray(NULL, q->jobs, sizeof *r.job);
	memset(r.job, 0, q->jobs * sizeof *r.job);
	r.beat = clock_now() + (double)q->terms.lease_s / BEATS;
	for (;;) {
		while (!r.ending && r.running < q->jobs &&
		       (q->max == 0 || r.started < q->max) && start(&r))
			;
		if (r.running == 0)
			break;
		wait_signal(&r, &set);
		reap(&r);
	}
	free(r.job);
	if (!r.broken)
		return 0;
	memcpy(q->db->err, r.err, sizeof r.err);
	q->db->again = r.again;
	return -1;
}
