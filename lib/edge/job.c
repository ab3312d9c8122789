#define _GNU_SOURCE /* memfd_create, pipe2 */

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/text.h"
#include "edge/job.h"

enum {
	GRACE_MS = 500 /* from SIGTERM to SIGKILL */
};

static void
awaited(sigset_t *set)
{
	static const int signals[] = { SIGCHLD, SIGHUP, SIGINT, SIGTERM };
	size_t i;

	sigemptyset(set);
	for (i = 0; i < sizeof signals / sizeof *signals; i++)
		sigaddset(set, signals[i]);
}

void
job_signals(void)
{
	sigset_t set;

	awaited(&set);
	sigprocmask(SIG_BLOCK, &set, NULL);
}

int
job_file(void)
{
	return memfd_create("sg", MFD_CLOEXEC);
}

/* A signal that came within so many seconds; 0: none. */
static int
await(double seconds)
{
	struct timespec t = { 0, 0 };
	sigset_t set;
	int sig;

	awaited(&set);
	if (seconds > 0) {
		t.tv_sec = (time_t)seconds;
		t.tv_nsec = (long)((seconds - floor(seconds)) * 1e9);
	}
	sig = sigtimedwait(&set, NULL, &t);
	return sig < 0 ? 0 : sig;
}

enum job_end
job_pause(double seconds)
{
	double until = clock_now() + seconds;
	int sig;

	do {
		sig = await(until - clock_now());
		if (sig != 0 && sig != SIGCHLD)
			return JOB_GONE;
	} while (sig != 0);
	return JOB_DONE;
}

/* exec(2) wants no const for historical reasons; nobody writes. */
static char *const *
words(const char *const *w)
{
	return (char *const *)(uintptr_t)w;
}

static int
spawn(struct job *j, struct job_stage *s, int in, int out)
{
	posix_spawn_file_actions_t fa;
	posix_spawnattr_t attr;
	sigset_t all, none;
	int e;

	sigfillset(&all);
	sigemptyset(&none);
	posix_spawn_file_actions_init(&fa);
	if (in < 0)
		posix_spawn_file_actions_addopen(
		    &fa, 0, "/dev/null", O_RDONLY, 0);
	else
		posix_spawn_file_actions_adddup2(&fa, in, 0);
	posix_spawn_file_actions_adddup2(&fa, out, 1);
	posix_spawn_file_actions_adddup2(&fa, s->said, 2);
	posix_spawnattr_init(&attr);
	posix_spawnattr_setsigdefault(&attr, &all);
	posix_spawnattr_setsigmask(&attr, &none);
	posix_spawnattr_setpgroup(&attr, j->group);
	posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSIGDEF |
					    POSIX_SPAWN_SETSIGMASK |
					    POSIX_SPAWN_SETPGROUP);
	e = posix_spawnp(
	    &s->pid, s->argv[0], &fa, &attr, words(s->argv), words(s->env));
	posix_spawn_file_actions_destroy(&fa);
	posix_spawnattr_destroy(&attr);
	errno = e;
	if (e != 0) {
		s->pid = 0;
		return -1;
	}
	if (j->group == 0)
		j->group = s->pid;
	j->running++;
	return 0;
}

static int
start(struct job *j, int in, int out)
{
	int to[2], from = in, e = 0;
	size_t i;

	for (i = 0; i < j->n; i++) {
		to[0] = to[1] = -1;
		j->stage[i].said = job_file();
		if (j->stage[i].said < 0 ||
		    (i + 1 < j->n && pipe2(to, O_CLOEXEC) < 0) ||
		    spawn(j, &j->stage[i], from, i + 1 < j->n ? to[1] : out) <
			0)
			e = errno;
		if (from != in)
			close(from);
		if (to[1] >= 0)
			close(to[1]);
		from = to[0];
		if (e != 0)
			break;
	}
	if (from >= 0 && from != in)
		close(from);
	errno = e;
	return e == 0 ? 0 : -1;
}

static void
reap(struct job *j)
{
	int status;
	pid_t pid;
	size_t i;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
		for (i = 0; i < j->n; i++)
			if (j->stage[i].pid == pid) {
				j->stage[i].status = status;
				j->stage[i].pid = 0;
				j->running--;
			}
}

/* Those that a stage started, and left, go with it. */
static void
kill_all(struct job *j)
{
	double until = clock_now() + GRACE_MS / 1e3;

	if (j->group == 0)
		return;
	kill(-j->group, SIGTERM);
	while (j->running > 0 && clock_now() < until) {
		await(until - clock_now());
		reap(j);
	}
	kill(-j->group, SIGKILL);
	while (j->running > 0) {
		await(0.1);
		reap(j);
	}
}

static void
listen_to(struct job_stage *s)
{
	ssize_t n = 0;

	if (s->said >= 0) {
		n = pread(s->said, s->why, sizeof s->why - 1, 0);
		close(s->said);
	}
	s->said = -1;
	s->why[n > 0 ? n : 0] = '\0';
	s->why[strcspn(s->why, "\n")] = '\0';
	text_tame(s->why);
}

enum job_end
job_run(struct job *j, int in, int out, double until)
{
	enum job_end end = JOB_DONE;
	int sig, e;
	size_t i;

	j->group = 0;
	j->running = 0;
	for (i = 0; i < j->n; i++)
		j->stage[i].said = -1;
	if (start(j, in, out) < 0)
		end = JOB_BROKEN;
	e = errno;
	while (end == JOB_DONE && j->running > 0) {
		sig = await(until - clock_now());
		if (sig != 0 && sig != SIGCHLD)
			end = JOB_GONE;
		else if (sig == 0 && clock_now() >= until)
			end = JOB_LATE;
		reap(j);
	}
	if (end != JOB_DONE)
		kill_all(j);
	for (i = 0; i < j->n; i++)
		listen_to(&j->stage[i]);
	errno = e;
	return end;
}

int
job_status(const struct job *j, size_t stage)
{
	int s = j->stage[stage].status;

	return WIFSIGNALED(s) ? 128 + WTERMSIG(s) : WEXITSTATUS(s);
}
