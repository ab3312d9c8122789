#define _GNU_SOURCE /* F_SETPIPE_SZ */

#include <errno.h>
#include <fcntl.h>
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
fd_widen(int fd)
{
	(void)fcntl(fd, F_SETPIPE_SZ, PIPE);
}
