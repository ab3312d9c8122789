/* fd.h - file descriptors, whole */

#ifndef FD_H
#define FD_H

#include <stddef.h>

/* Write all of b, whatever interrupts. Returns 0, or -1 with errno set. */
int fd_write(int fd, const void *b, size_t n);

#endif
