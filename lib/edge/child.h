/*
 * child.h - a decoder of somebody else's, held at arm's length
 *
 * No shell, no environment, no file to write, a bound on memory and processor
 * time. Its standard input is a descriptor of ours, its output a pipe. What it
 * says on stderr is kept, up to a pipe's capacity, and the rest is dropped.
 * When we die, its pipes break and it dies too.
 */

#ifndef CHILD_H
#define CHILD_H

#include <sys/types.h>

struct child {
	pid_t pid;      /* 0: none, or reaped */
	int out;        /* its standard output, to read; -1: none */
	int err;        /* its standard error */
	char said[256]; /* first line that it said; printable; after the end */
	int status;     /* of waitpid(2); after child_wait */
};

/*
 * Run argv[0], looked up in PATH, with in as its standard input. Returns 0, or
 * -1 with errno set (ENOENT: there is no such program); c may be closed in
 * either case.
 */
int child_open(struct child *c, char *const argv[], int in);

/* After its output has ended: collect what it said, and its status. */
void child_wait(struct child *c);

/* Kill it if it lives, reap it, close the pipes. */
void child_close(struct child *c);

#endif
