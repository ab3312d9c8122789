/*
 * pump.h - a thread that carries an input into a pipe, and looks at the bytes
 *
 * The reader of the pipe may stop early: the rest of the input is read all the
 * same, so that whoever writes it does not die of SIGPIPE, and its end is seen.
 */

#ifndef PUMP_H
#define PUMP_H

#include <pthread.h>

#include "edge/input.h"

struct pump {
	struct input *in; /* borrowed; the thread's alone until the close */
	int from, to; /* the pipe; from is for the reader, to the thread's */
	int stop[2];  /* a pipe that says nothing until it is closed */
	int error;    /* errno of a failed read of the input, or 0 */
	bool running;
	pthread_t thread;
};

/*
 * Start. p->from is then the pipe's reading end; who gives it away closes it
 * by pump_shut. Bytes after the extent's sound_end are not carried. Returns 0, or
 * -1 with errno set; p may be closed in either case.
 */
int pump_open(struct pump *p, struct input *in);

/* Close our copy of the reading end. */
void pump_shut(struct pump *p);

/* Wait until the input has ended. Returns 0, or -1 with errno set. */
int pump_drain(struct pump *p);

/* Stop wherever it is. */
void pump_close(struct pump *p);

#endif
