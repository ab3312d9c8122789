#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "edge/extent.h"

enum {
	BLOCK = 1 << 16
};

void
extent_init(struct extent *e, extent_step *step)
{
	*e = (struct extent) { .step = step,
		.sound_end = EXTENT_UNKNOWN,
		.room = EXTENT_UNKNOWN,
		.lost = step == NULL };
}

/* Gather bytes of a unit's header until the step knows the unit's length. */
static size_t
gather(struct extent *e, const unsigned char *b, size_t n)
{
	size_t k = sizeof e->head - e->n_head, had = e->n_head;
	uint64_t len = 0;
	int r;

	if (k > n)
		k = n;
	memcpy(e->head + had, b, k);
	e->n_head += k;
	r = e->step(e, e->head, e->n_head, &len);
	if (r == 0 && e->n_head < sizeof e->head)
		return k;
	if (r <= 0 || len == 0 || len > UINT64_MAX - e->at) {
		e->lost = true;
		return n;
	}
	e->next = e->at + len;
	e->n_head = 0;
	if (len >= had)
		return len < had + k ? (size_t)len - had : k;
	/* what was gathered before has bytes of the units after it */
	e->at = e->next;
	e->n_head = had - (size_t)len;
	memmove(e->head, e->head + len, e->n_head);
	return 0;
}

void
extent_feed(struct extent *e, const unsigned char *b, size_t n)
{
	size_t k;

	while (n > 0) {
		if (e->lost || (e->last && e->pos >= e->next)) {
			e->pos += n;
			return;
		}
		if (e->next > e->pos) {
			k = e->next - e->pos < n ? (size_t)(e->next - e->pos) :
						   n;
		} else {
			if (e->n_head == 0)
				e->at = e->next = e->pos;
			k = gather(e, b, n);
		}
		e->pos += k;
		b += k;
		n -= k;
	}
}

int
extent_file(struct extent *e, int fd, uint64_t from)
{
	unsigned char b[BLOCK];
	struct stat st;
	uint64_t left;
	ssize_t n;

	if (fstat(fd, &st) < 0)
		return -1;
	while (from + e->pos < (uint64_t)st.st_size) {
		left = (uint64_t)st.st_size - from - e->pos;
		if (e->lost || e->last || e->next > e->pos + BLOCK) {
			/* nothing to look at before e->next */
			if (!e->lost && !e->last && e->next - e->pos < left)
				left = e->next - e->pos;
			e->pos += left;
			continue;
		}
		n = pread(fd, b, sizeof b, (off_t)(from + e->pos));
		if (n < 0)
			return -1;
		if (n == 0)
			break;
		extent_feed(e, b, (size_t)n);
	}
	return 0;
}

const char *
extent_verdict(const struct extent *e)
{
	if (e->torn)
		return "frames are missing or damaged in its middle";
	if (e->promised > e->pos)
		return "its header promises more bytes";
	if (e->pos > e->room)
		return "it goes on after all that its header has room for";
	if (e->lost)
		return NULL;
	if (e->next > e->pos && e->last)
		return "its header promises more bytes";
	if (e->next > e->pos || (e->n_head > 0 && !e->last))
		return "it ends inside a frame, page or chunk";
	if (e->open > 0)
		return "its last page is missing";
	return NULL;
}
