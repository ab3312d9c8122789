#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "edge/input.h"

static ssize_t
read_some(int fd, void *b, size_t n)
{
	ssize_t r;

	do
		r = read(fd, b, n);
	while (r < 0 && errno == EINTR);
	return r;
}

/* Append to the head until it is full or the input ends. */
static int
fill(struct input *in)
{
	ssize_t r = 1;

	while (in->n < sizeof in->head && r > 0) {
		r = read_some(
		    in->fd, in->head + in->n, sizeof in->head - in->n);
		if (r > 0)
			in->n += (size_t)r;
	}
	if (r < 0)
		snprintf(in->err, sizeof in->err, "%s", strerror(errno));
	return r < 0 ? -1 : 0;
}

int
input_skip(struct input *in, size_t len)
{
	size_t k;

	for (; len > 0; len -= k) {
		k = len < in->n ? len : in->n;
		if (k == 0)
			return 0;
		memmove(in->head, in->head + k, in->n - k);
		in->n -= k;
		in->at += k;
		if (fill(in) < 0)
			return -1;
	}
	return 0;
}

int
input_open(struct input *in, int fd)
{
	struct stat st;
	size_t len;

	in->fd = fd;
	in->at = in->given = in->n = 0;
	in->ended = false;
	extent_init(&in->extent, NULL);
	in->err[0] = '\0';
	/* a file that was read in part already is what is left of it: a pipe */
	in->seekable = fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
		       lseek(fd, 0, SEEK_CUR) == 0;
	if (fill(in) < 0)
		return -1;
	if (in->n == 0) {
		snprintf(in->err, sizeof in->err, "empty input, want a sound");
		return -1;
	}
	while ((len = sniff_id3(in->head, in->n)) > 0)
		if (input_skip(in, len) < 0)
			return -1;
	return 0;
}

ssize_t
input_read(struct input *in, void *b, size_t n)
{
	size_t seen = (size_t)(in->extent.pos - in->given);
	ssize_t got;

	if (in->given >= in->n) {
		got = read_some(in->fd, b, n);
	} else {
		got = (ssize_t)(n < in->n - in->given ? n : in->n - in->given);
		memcpy(b, in->head + in->given, (size_t)got);
	}
	in->ended = got == 0;
	if (got <= 0)
		return got;
	in->given += (uint64_t)got;
	if ((size_t)got > seen)
		extent_feed(
		    &in->extent, (unsigned char *)b + seen, (size_t)got - seen);
	return got;
}

int
input_rewind(struct input *in)
{
	if (lseek(in->fd, (off_t)in->at, SEEK_SET) < 0) {
		snprintf(in->err, sizeof in->err, "%s", strerror(errno));
		return -1;
	}
	return 0;
}
