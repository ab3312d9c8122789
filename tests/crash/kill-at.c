/*
 * kill-at.c - a library to preload: SIGKILL at the SG_KILL_AT-th system call
 * of those that change or lock a file, before it is made.
 */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

static void
count(void)
{
	static long n;
	const char *at = getenv("SG_KILL_AT");

	if (at != NULL && ++n == strtol(at, NULL, 10))
		kill(getpid(), SIGKILL);
}

int
openat(int fd, const char *path, int flags, ...)
{
	int (*real)(int, const char *, int, ...) = NULL;
	va_list ap;
	unsigned mode = 0;

	*(void **)&real = dlsym(RTLD_NEXT, "openat");
	va_start(ap, flags);
	if (flags & O_CREAT)
		mode = va_arg(ap, unsigned);
	va_end(ap);
	if (flags & O_CREAT)
		count();
	return real(fd, path, flags, mode);
}

int
openat64(int fd, const char *path, int flags, ...)
{
	va_list ap;
	unsigned mode = 0;

	va_start(ap, flags);
	if (flags & O_CREAT)
		mode = va_arg(ap, unsigned);
	va_end(ap);
	return openat(fd, path, flags, mode);
}

int
renameat(int from, const char *a, int to, const char *b)
{
	int (*real)(int, const char *, int, const char *) = NULL;

	*(void **)&real = dlsym(RTLD_NEXT, "renameat");
	count();
	return real(from, a, to, b);
}

int
unlinkat(int fd, const char *path, int flags)
{
	int (*real)(int, const char *, int) = NULL;

	*(void **)&real = dlsym(RTLD_NEXT, "unlinkat");
	count();
	return real(fd, path, flags);
}

int
fsync(int fd)
{
	int (*real)(int) = NULL;

	*(void **)&real = dlsym(RTLD_NEXT, "fsync");
	count();
	return real(fd);
}

int
flock(int fd, int how)
{
	int (*real)(int, int) = NULL;

	*(void **)&real = dlsym(RTLD_NEXT, "flock");
	count();
	return real(fd, how);
}

ssize_t
pwrite64(int fd, const void *p, size_t n, off64_t at)
{
	ssize_t (*real)(int, const void *, size_t, off64_t) = NULL;

	*(void **)&real = dlsym(RTLD_NEXT, "pwrite64");
	count();
	return real(fd, p, n, at);
}
