#define _GNU_SOURCE /* F_SETPIPE_SZ */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/types.h>
#include <unistd.h>

#include "base/fd.h"

enum {
	PIPE = 1 << 18 /* bytes; 64 KiB is what one has */
};

int
fd_write(int fd, const void *b, size_t n)
{
	const char *p = b;
	ssize_t r;

	for (; n > 0; p += r, n -= (size_t)r) {
		r = write(fd, p, n);
		if (r < 0 && errno != EINTR)
			return -1;
		if (r < 0)
			r = 0;
	}
	return 0;
}

void
fd_block(int fd)
{
	int flags = fcntl(fd, F_GETFL), own;
	char path[32];

	if (flags < 0 || (flags & O_NONBLOCK) == 0)
		return;
	/* a pipe whose other end is gone would not open, if it were to wait */
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	own = open(path, (flags & O_ACCMODE) | O_NONBLOCK | O_CLOEXEC);
	if (own >= 0) {
		(void)dup2(own, fd);
		close(own);
	}
	(void)fcntl(fd, F_SETFL, flags & ~O_NONBLOCK);
}

void
fd_widen(int fd)
{
	(void)fcntl(fd, F_SETPIPE_SZ, PIPE);
}
