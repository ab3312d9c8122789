#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdbool.h>
#include <string.h>
#include <sys/file.h>
#include <sys/types.h>
#include <unistd.h>

#include "edge/rate.h"

enum {
	PLACES = 1 << 16
};

/* FNV-1a */
static uint64_t
hash(const unsigned char *b, size_t n)
{
	uint64_t h = UINT64_C(14695981039346656037);

	while (n-- > 0)
		h = (h ^ *b++) * UINT64_C(1099511628211);
	return h == 0 ? 1 : h;
}

uint64_t
rate_who(const char *address)
{
	static const unsigned char mapped[12] = { [10] = 0xff, [11] = 0xff };
	unsigned char b[16];

	if (address == NULL)
		return 0;
	if (inet_pton(AF_INET, address, b) == 1)
		return b[0] == 127 ? 0 : hash(b, 4);
	if (inet_pton(AF_INET6, address, b) != 1)
		return 0;
	if (memcmp(b, mapped, sizeof mapped) == 0)
		return b[12] == 127 ? 0 : hash(b + 12, 4);
	if (memcmp(b, &in6addr_loopback, 16) == 0)
		return 0;
	return hash(b, 8);
}

/* The time when all that was allowed is used up, as the file has it. */
static double
account(int fd, off_t at, double now_s, double step, double ahead)
{
	double due, wait;

	if (pread(fd, &due, sizeof due, at) != sizeof due || !isfinite(due) ||
	    due < now_s || due > now_s + ahead + step)
		due = now_s;
	wait = due - now_s - ahead;
	if (wait > 0)
		return wait;
	due += step;
	return pwrite(fd, &due, sizeof due, at) == sizeof due ? 0 : -1;
}

double
rate_wait(const char *path, uint64_t who, unsigned per_minute, double now_s)
{
	double step = 60.0 / per_minute, wait = -1;
	unsigned burst = per_minute / 3 > 0 ? per_minute / 3 : 1;
	int fd;

	if ((fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600)) < 0)
		return -1;
	if (flock(fd, LOCK_EX) == 0)
		wait = account(fd,
		    (off_t)((who ^ who >> 32) % PLACES * sizeof(double)), now_s,
		    step, step * (burst - 1));
	close(fd);
	return wait;
}
