#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/crc32c.h"
#include "base/fd.h"
#include "base/sg.h"
#include "retrieval/segment_dead.h"
#include "retrieval/segment_file.h"

static size_t
map_bytes(const struct segment *s)
{
	return ((size_t)s->recordings + 7) / 8;
}

void
segment_kill(struct segment *s, uint32_t row)
{
	if (s->dead == NULL) {
		s->dead = xreallocarray(NULL, map_bytes(s), 1);
		memset(s->dead, 0, map_bytes(s));
	}
	if (segment_dead(s, row))
		return;
	s->dead[row / 8] |= (uint8_t)(1 << row % 8);
	s->n_dead++;
}

void
segment_revive(struct segment *s, uint32_t row)
{
	if (!segment_dead(s, row))
		return;
	s->dead[row / 8] &= (uint8_t) ~(1 << row % 8);
	s->n_dead--;
}

/* The bytes of the file but for its CRC; the caller frees them. */
static uint8_t *
make(const struct segment *s, size_t *size)
{
	uint8_t *p;

	*size = DEAD_MAP + map_bytes(s);
	p = xreallocarray(NULL, *size + 4, 1);
	memcpy(p, SEGMENT_DEAD_MAGIC, 8);
	le32_put(p + DEAD_ROWS, s->recordings);
	le32_put(p + DEAD_COUNT, s->n_dead);
	memset(p + DEAD_MAP, 0, map_bytes(s));
	if (s->dead != NULL)
		memcpy(p + DEAD_MAP, s->dead, map_bytes(s));
	return p;
}

uint32_t
segment_dead_crc(const struct segment *s)
{
	size_t size;
	uint8_t *p = make(s, &size);
	uint32_t crc = crc32c(0, p, size);

	free(p);
	return crc;
}

int
segment_dead_write(
    const struct segment *s, int dirfd, const char *name, uint32_t *crc)
{
	int fd, r = -1, saved;
	size_t size;
	uint8_t *p = make(s, &size);

	*crc = crc32c(0, p, size);
	le32_put(p + size, *crc);
	size += 4;
	unlinkat(dirfd, name, 0); /* a leftover; somebody may have it open */
	fd = openat(dirfd, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	errno = fd < 0 ? errno : 0;
	if (fd >= 0 && fd_write(fd, p, size) == 0 && fsync(fd) == 0)
		r = 0;
	saved = errno != 0 ? errno : ENOSPC; /* a short write */
	free(p);
	if (fd >= 0)
		close(fd);
	errno = saved;
	return r;
}

static uint32_t
count_bits(const uint8_t *p, size_t n)
{
	uint32_t count = 0;

	for (; n > 0; n--)
		count += (uint32_t)__builtin_popcount(*p++);
	return count;
}

/* Whether p holds a map for this segment; if so, it becomes the segment's. */
static bool
take(struct segment *s, const uint8_t *p, size_t size)
{
	size_t n = map_bytes(s);
	uint32_t last = s->recordings % 8;

	if (size != DEAD_MAP + n + 4 || memcmp(p, SEGMENT_DEAD_MAGIC, 8) != 0 ||
	    crc32c(0, p, size - 4) != le32(p + size - 4) ||
	    le32(p + DEAD_ROWS) != s->recordings ||
	    (last > 0 && p[DEAD_MAP + n - 1] >> last != 0))
		return false;
	s->n_dead = le32(p + DEAD_COUNT);
	s->dead = xreallocarray(s->dead, n, 1);
	memcpy(s->dead, p + DEAD_MAP, n);
	return count_bits(s->dead, n) == s->n_dead;
}

int
segment_dead_read(
    struct segment *s, int dirfd, const char *name, char *err, size_t err_size)
{
	size_t want = DEAD_MAP + map_bytes(s) + 4;
	uint8_t *p;
	ssize_t n;
	int fd, r = 0;

	if ((fd = openat(dirfd, name, O_RDONLY | O_CLOEXEC)) < 0) {
		if (errno == ENOENT)
			return 1;
		snprintf(err, err_size, "%s: %s", name, strerror(errno));
		return -1;
	}
	/* a byte more than wanted shows a file that is too long */
	p = xreallocarray(NULL, want + 1, 1);
	n = read(fd, p, want + 1);
	if (n < 0 || !take(s, p, (size_t)n)) {
		snprintf(err, err_size, "%s: %s", name,
		    n < 0 ? strerror(errno) :
			    "damaged, or not the dead rows of its segment");
		r = -1;
	}
	free(p);
	close(fd);
	return r;
}
