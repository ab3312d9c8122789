#define _GNU_SOURCE /* pipe2, prlimit */

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/fd.h"
#include "edge/child.h"

enum {
	CPU_MAX = 3600 /* seconds; 10 hours of Opus take about 140 */
};

#define MEMORY_MAX (UINT64_C(3) << 29) /* bytes, of address space: 1.5 GiB */

/* A pipe whose ends are none of the standard descriptors. */
static int
pipe_above(int fd[static 2])
{
	int low[2], i;

	if (pipe2(low, O_CLOEXEC) < 0)
		return -1;
	for (i = 0; i < 2; i++) {
		fd[i] = fcntl(low[i], F_DUPFD_CLOEXEC, 3);
		close(low[i]);
	}
	if (fd[0] >= 0 && fd[1] >= 0)
		return 0;
	for (i = 0; i < 2; i++)
		if (fd[i] >= 0)
			close(fd[i]);
	return -1;
}

static const struct bound {
	unsigned what; /* of glibc's enumeration */
	rlim_t max;
} bounds[] = { { RLIMIT_CPU, CPU_MAX }, { RLIMIT_FSIZE, 0 }, { RLIMIT_CORE, 0 },
	{ RLIMIT_AS, MEMORY_MAX } };

#define BOUNDS  (sizeof bounds / sizeof *bounds)
#define LOWERED 3 /* of them, those that our other thread does not feel */

/*
 * A child begins with our own bounds, and may run before it has others: so some
 * are ours, as far as they can be taken back, while it begins. Nothing of ours
 * writes to a file meanwhile.
 */
static void
lower(struct rlimit was[static LOWERED])
{
	struct rlimit r;
	size_t i;

	for (i = 0; i < LOWERED; i++) {
		if (getrlimit(bounds[i].what, &was[i]) < 0)
			was[i].rlim_cur = was[i].rlim_max = RLIM_INFINITY;
		r = was[i];
		if (r.rlim_cur > bounds[i].max)
			r.rlim_cur = bounds[i].max;
		(void)setrlimit(bounds[i].what, &r);
	}
}

static void
restore(const struct rlimit was[static LOWERED])
{
	size_t i;

	for (i = 0; i < LOWERED; i++)
		(void)setrlimit(bounds[i].what, &was[i]);
}

/* And now for good. */
static void
limit(pid_t pid)
{
	struct rlimit r;
	size_t i;

	for (i = 0; i < BOUNDS; i++) {
		r.rlim_cur = r.rlim_max = bounds[i].max;
		(void)prlimit(pid, bounds[i].what, &r, NULL);
	}
}

static int
spawn(struct child *c, char *const argv[], int in, int out, int err)
{
	static char locale[] = "LC_ALL=C";
	char *const env[] = { locale, NULL };
	posix_spawn_file_actions_t fa;
	posix_spawnattr_t attr;
	struct rlimit was[LOWERED];
	sigset_t all, none;
	pid_t pid;
	int e;

	sigfillset(&all);
	sigemptyset(&none);
	posix_spawn_file_actions_init(&fa);
	posix_spawn_file_actions_adddup2(&fa, in, 0);
	posix_spawn_file_actions_adddup2(&fa, out, 1);
	posix_spawn_file_actions_adddup2(&fa, err, 2);
	posix_spawnattr_init(&attr);
	posix_spawnattr_setsigdefault(&attr, &all);
	posix_spawnattr_setsigmask(&attr, &none);
	posix_spawnattr_setflags(
	    &attr, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
	lower(was);
	e = posix_spawnp(&pid, argv[0], &fa, &attr, argv, env);
	restore(was);
	posix_spawn_file_actions_destroy(&fa);
	posix_spawnattr_destroy(&attr);
	if (e != 0) {
		errno = e;
		return -1;
	}
	c->pid = pid;
	limit(pid);
	return 0;
}

int
child_open(struct child *c, char *const argv[], int in)
{
	int out[2], err[2], r, e;

	*c = (struct child) { .out = -1, .err = -1 };
	if (pipe_above(out) < 0)
		return -1;
	c->out = out[0];
	if (pipe_above(err) < 0) {
		close(out[1]);
		return -1;
	}
	c->err = err[0];
	fd_widen(out[1]);
	/* a full pipe drops its complaints; it must not stop for them */
	(void)fcntl(err[1], F_SETFL, O_NONBLOCK);
	(void)fcntl(err[0], F_SETFL, O_NONBLOCK);
	r = spawn(c, argv, in, out[1], err[1]);
	e = errno;
	close(out[1]);
	close(err[1]);
	errno = e;
	return r;
}

/*
 * The first line, printable, without ffmpeg's "[mov,mp4 @ 0x55d0c8]": an
 * address differs from run to run.
 */
static void
first_line(char *s)
{
	char *p = strstr(s, " @ 0x"), *end = strchr(s, '\n');

	if (end != NULL)
		*end = '\0';
	if (*s == '[' && p != NULL && (p = strstr(p, "] ")) != NULL)
		memmove(s, p + 2, strlen(p + 2) + 1);
	for (; *s != '\0'; s++)
		if (*s < ' ' || *s > '~')
			*s = '?';
}

void
child_wait(struct child *c)
{
	char rest[4096];
	ssize_t n;
	size_t had = 0;

	while (c->pid > 0 && waitpid(c->pid, &c->status, 0) < 0)
		if (errno != EINTR)
			break;
	c->pid = 0;
	while (had < sizeof c->said - 1 &&
	       (n = read(c->err, c->said + had, sizeof c->said - 1 - had)) > 0)
		had += (size_t)n;
	while (read(c->err, rest, sizeof rest) > 0)
		;
	c->said[had] = '\0';
	first_line(c->said);
}

void
child_close(struct child *c)
{
	if (c->pid > 0) {
		kill(c->pid, SIGKILL);
		while (waitpid(c->pid, NULL, 0) < 0 && errno == EINTR)
			;
	}
	c->pid = 0;
	if (c->out >= 0)
		close(c->out);
	if (c->err >= 0)
		close(c->err);
	c->out = c->err = -1;
}
