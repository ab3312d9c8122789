#define _GNU_SOURCE /* pipe2 */

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <unistd.h>

#include "base/fd.h"
#include "edge/pump.h"

enum {
	BLOCK = 1 << 16
};

/*
 * Wait for input. Returns false when it is time to stop. (pthread_cancel would
 * be shorter, but the sanitizers take its unwinding for an overflow.)
 */
static bool
wait_input(const struct pump *p)
{
	struct pollfd fd[2] = { { p->in->fd, POLLIN, 0 },
		{ p->stop[0], POLLIN, 0 } };

	while (poll(fd, 2, -1) < 0)
		if (errno != EINTR)
			return false;
	return fd[1].revents == 0;
}

static void *
run(void *arg)
{
	struct pump *p = arg;
	unsigned char b[BLOCK];
	uint64_t end, room;
	ssize_t n = 0;
	size_t k;

	while (wait_input(p) && (n = input_read(p->in, b, sizeof b)) > 0) {
		end = p->in->extent.sound_end;
		room = p->in->given - (uint64_t)n;
		room = room < end ? end - room : 0;
		k = (uint64_t)n < room ? (size_t)n : (size_t)room;
		if (p->to >= 0 &&
		    (fd_write(p->to, b, k) < 0 || k < (size_t)n)) {
			close(p->to);
			p->to = -1;
		}
	}
	if (n < 0)
		p->error = errno;
	if (p->to >= 0)
		close(p->to);
	p->to = -1;
	return NULL;
}

int
pump_open(struct pump *p, struct input *in)
{
	sigset_t pipe_only, before;
	int fd[2], e;

	*p = (struct pump) {
		.in = in, .from = -1, .to = -1, .stop = { -1, -1 }
	};
	if (pipe2(fd, O_CLOEXEC) < 0)
		return -1;
	p->from = fd[0];
	p->to = fd[1];
	if (pipe2(p->stop, O_CLOEXEC) < 0)
		return -1;
	fd_widen(p->to);
	/* the thread gets EPIPE where the program would get SIGPIPE */
	sigemptyset(&pipe_only);
	sigaddset(&pipe_only, SIGPIPE);
	pthread_sigmask(SIG_BLOCK, &pipe_only, &before);
	e = pthread_create(&p->thread, NULL, run, p);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	p->running = e == 0;
	if (e != 0)
		errno = e;
	return e == 0 ? 0 : -1;
}

void
pump_shut(struct pump *p)
{
	if (p->from >= 0)
		close(p->from);
	p->from = -1;
}

int
pump_drain(struct pump *p)
{
	pump_shut(p);
	if (p->running)
		pthread_join(p->thread, NULL);
	p->running = false;
	errno = p->error;
	return p->error == 0 ? 0 : -1;
}

static void
shut(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

void
pump_close(struct pump *p)
{
	pump_shut(p);
	shut(&p->stop[1]);
	if (p->running)
		pthread_join(p->thread, NULL);
	p->running = false;
	shut(&p->stop[0]);
	shut(&p->to);
}
