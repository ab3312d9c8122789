/* queue_job.h - the command of sg-queue run, for one claimed video */

#ifndef QUEUE_JOB_H
#define QUEUE_JOB_H

#include <sys/types.h>

#include "edge/pg.h"

/*
 * Run a command, with the id as a further argument, for the claim in row 0 of
 * the last statement. It is a process group of its own, to be stopped whole.
 * If we are killed it goes on, and finishes its claim in the lease or never.
 * Returns its process, or -1 and errno. Our own environment changes with its.
 */
pid_t queue_job_start(const struct pg *, char *const *command);

#endif
