#define _GNU_SOURCE /* O_TMPFILE, mkostemp */

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/sg.h"
#include "base/whole.h"

int
whole_open(struct whole *w, const char *path)
{
	const char *slash = strrchr(path, '/');
	size_t n = strlen(path) + 8;
	char *dir;

	*w = (struct whole) { .path = xstrdup(path),
		.tmp = xreallocarray(NULL, n, 1) };
	snprintf(w->tmp, n, "%s.XXXXXX", path);
	dir = xstrdup(slash == NULL ? "." : path);
	if (slash != NULL)
		dir[slash == path ? 1 : slash - path] = '\0';
	w->fd = open(dir, O_TMPFILE | O_WRONLY | O_CLOEXEC, 0666);
	free(dir);
	if (w->fd < 0)
		w->named = (w->fd = mkostemp(w->tmp, O_CLOEXEC)) >= 0;
	return w->fd < 0 ? -1 : 0;
}

/* Give it the name tmp, and the mode of any other file. */
static int
name(struct whole *w)
{
	char self[32];
	mode_t mask;
	int fd;

	if (w->named) {
		mask = umask(0);
		umask(mask);
		return fchmod(w->fd, 0666 & ~mask);
	}
	/* a name that nobody has: by making a file, and removing that */
	if ((fd = mkostemp(w->tmp, O_CLOEXEC)) < 0)
		return -1;
	close(fd);
	unlink(w->tmp);
	snprintf(self, sizeof self, "/proc/self/fd/%d", w->fd);
	w->named =
	    linkat(AT_FDCWD, self, AT_FDCWD, w->tmp, AT_SYMLINK_FOLLOW) == 0;
	return w->named ? 0 : -1;
}

int
whole_commit(struct whole *w)
{
	if (fsync(w->fd) < 0 || name(w) < 0 || rename(w->tmp, w->path) < 0)
		return -1;
	w->named = 0;
	return 0;
}

void
whole_close(struct whole *w)
{
	if (w->named)
		unlink(w->tmp);
	if (w->fd >= 0)
		close(w->fd);
	free(w->path);
	free(w->tmp);
}
