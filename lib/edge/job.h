/*
 * job.h - programs that read from each other, all of them bounded by a clock
 *
 *	in -> stage 0 -> stage 1 -> ... -> out
 *	         `---------`--> what they say, kept for whoever asks
 *
 * They are a process group of their own, and none of it outlives the job.
 */

#ifndef JOB_H
#define JOB_H

#include <stddef.h>
#include <sys/types.h>

#define JOB_STAGES 4

struct job_stage {
	const char *const *argv;
	const char *const *env;
	pid_t pid;
	int status;    /* as waitpid(2) gives it */
	int said;      /* descriptor of its standard error */
	char why[512]; /* its first line, printable */
};

struct job {
	struct job_stage stage[JOB_STAGES];
	size_t n, running;
	pid_t group;
};

enum job_end {
	JOB_DONE,
	JOB_LATE,  /* its time was up */
	JOB_GONE,  /* we were told to end: nobody waits for the answer */
	JOB_BROKEN /* it could not be started: errno */
};

/*
 * Hold back the signals that job_run() and job_pause() wait for. Once, before
 * all others.
 */
void job_signals(void);

/*
 * Run the j->n stages from descriptor in, none if it is -1, to descriptor out;
 * until at the most, by clock_now().
 * A stage that is killed by the clock has no status worth a look.
 */
enum job_end job_run(struct job *, int in, int out, double until);

/* Wait some seconds. JOB_DONE, or JOB_GONE. */
enum job_end job_pause(double seconds);

/* The exit status of a stage; 128 and the signal when that ended it. */
int job_status(const struct job *, size_t stage);

/* A file without a name, in memory. Returns its descriptor, or -1. */
int job_file(void);

#endif
