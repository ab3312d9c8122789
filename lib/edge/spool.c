#define _GNU_SOURCE /* O_TMPFILE, mkostemp */

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fd.h"
#include "edge/spool.h"

enum {
	BLOCK = 1 << 16
};

/* Not every file system has files without names. */
static int
unnamed(const char *dir)
{
	char path[4096];
	int fd, n;

	fd = open(dir, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	if (fd >= 0 || (errno != EOPNOTSUPP && errno != EISDIR))
		return fd;
	n = snprintf(path, sizeof path, "%s/sg-decode.XXXXXX", dir);
	if (n < 0 || (size_t)n >= sizeof path) {
		errno = ENAMETOOLONG;
		return -1;
	}
	if ((fd = mkostemp(path, O_CLOEXEC)) >= 0)
		unlink(path);
	return fd;
}

int
spool(struct input *in, const char *dir, uint64_t max)
{
	unsigned char b[BLOCK];
	uint64_t total = 0;
	ssize_t n = 0;
	int fd = unnamed(dir);

	while (
	    fd >= 0 && total <= max && (n = input_read(in, b, sizeof b)) > 0) {
		total += (size_t)n;
		if (total <= max && fd_write(fd, b, (size_t)n) < 0)
			break;
	}
	if (fd >= 0 && n == 0 && lseek(fd, 0, SEEK_SET) == 0)
		return fd;
	if (fd >= 0 && total > max)
		snprintf(in->err, sizeof in->err,
		    "its index is at its end, and more than %" PRIu64
		    " bytes came from the pipe: give it as a file",
		    max);
	else if (n < 0)
		snprintf(in->err, sizeof in->err, "%s", strerror(errno));
	else
		snprintf(in->err, sizeof in->err, "temporary file in %.60s: %s",
		    dir, strerror(errno));
	if (fd >= 0)
		close(fd);
	return -1;
}
