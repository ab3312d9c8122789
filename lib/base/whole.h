/*
 * whole.h - a file that appears when it is whole, or not at all
 *
 * Until then it has no name, so that nothing is left of it when its program is
 * killed; where a file system cannot do that, it has one beside its own.
 */

#ifndef WHOLE_H
#define WHOLE_H

struct whole {
	int fd;     /* to write */
	char *path; /* owned; so is tmp */
	char *tmp;
	int named; /* it has the name tmp */
};

/* Returns 0, or -1 with errno set. */
int whole_open(struct whole *, const char *path);

/* On the disk, under its name, over what had it. 0, or -1 with errno set. */
int whole_commit(struct whole *);

/* Drop it, unless it was committed; free what it owns. */
void whole_close(struct whole *);

#endif
