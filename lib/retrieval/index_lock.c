#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "retrieval/index_change.h"

int
index_lock(int dirfd, const char *name, bool wait)
{
	int fd, r, saved;

	if ((fd = openat(dirfd, name, O_RDWR | O_CREAT | O_CLOEXEC, 0666)) < 0)
		return -1;
	do
		r = flock(fd, LOCK_EX | (wait ? 0 : LOCK_NB));
	while (r < 0 && errno == EINTR);
	if (r == 0)
		return fd;
	saved = errno;
	close(fd);
	errno = saved;
	return -1;
}

int
index_temp_open(struct index_temp *t, int dirfd)
{
	struct stat st;
	unsigned i;

	for (i = 0; i < 1000000; i++) {
		snprintf(
		    t->name, sizeof t->name, "tmp-%ld-%u", (long)getpid(), i);
		t->fd = openat(dirfd, t->name,
		    O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
		if (t->fd < 0 && errno != EEXIST)
			return -1;
		if (t->fd < 0)
			continue;
		/* somebody may sweep it up before we have its lock */
		if (flock(t->fd, LOCK_EX | LOCK_NB) == 0 &&
		    fstat(t->fd, &st) == 0 && st.st_nlink > 0)
			return 0;
		close(t->fd);
	}
	t->fd = -1;
	return -1;
}

void
index_temp_close(struct index_temp *t, int dirfd)
{
	if (t->fd < 0)
		return;
	unlinkat(dirfd, t->name, 0);
	close(t->fd);
	t->fd = -1;
}
