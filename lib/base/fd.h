/* fd.h - file descriptors, whole */

#ifndef FD_H
#define FD_H

#include <stddef.h>

/* Write all of b, whatever interrupts. Returns 0, or -1 with errno set. */
int fd_write(int fd, const void *b, size_t n);

/*
 * Calls on fd wait from now on, as everybody expects, though whoever opened it set
 * O_NONBLOCK. If it can be opened again, those who share it see no change.
 */
void fd_block(int fd);

/*
 * Let a pipe hold more, if the system allows: fewer switches between those at
 * its ends. Anything else stays as it is.
 */
void fd_widen(int fd);

#endif
