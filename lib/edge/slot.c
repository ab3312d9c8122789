#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <unistd.h>

#include "edge/slot.h"

static int
slot_file(const char *dir, const char *name, unsigned i)
{
	char path[4096];
	int n = snprintf(path, sizeof path, "%s/%s.%u", dir, name, i);

	if (n < 0 || (size_t)n >= sizeof path) {
		errno = ENAMETOOLONG;
		return -1;
	}
	return open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
}

int
slot_take(const char *dir, const char *name, unsigned n, uint64_t whose,
    unsigned each)
{
	unsigned i, has = 0;
	int mine = -1, fd;
	uint64_t owner;

	for (i = 0; i < n; i++) {
		if ((fd = slot_file(dir, name, i)) < 0) {
			if (mine >= 0)
				close(mine);
			return -1;
		}
		if (mine < 0 && flock(fd, LOCK_EX | LOCK_NB) == 0) {
			mine = fd;
			continue;
		}
		/* one that was free a moment ago is free for the others, too */
		if (flock(fd, LOCK_SH | LOCK_NB) < 0 &&
		    pread(fd, &owner, sizeof owner, 0) == sizeof owner)
			has += owner == whose;
		close(fd);
	}
	if (mine >= 0 && (each == 0 || has < each) &&
	    pwrite(mine, &whose, sizeof whose, 0) == sizeof whose)
		return mine;
	if (mine >= 0)
		close(mine);
	errno = EAGAIN;
	return -1;
}
