#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/crc32c.h"
#include "base/sg.h"
#include "base/threads.h"
#include "retrieval/postings.h"
#include "retrieval/segment.h"
#include "retrieval/segment_code.h"
#include "retrieval/segment_file.h"
#include "retrieval/segment_peaks.h"
#include "signal/landmark.h"

enum {
	CACHE_LINE = 64,
	PREFETCH = 4 * CACHE_LINE /* a bucket of the usual size */
};

static int
blame(const struct segment *s, char *err, size_t err_size, const char *what)
{
	snprintf(err, err_size, "%s: %s", s->name, what);
	return -1;
}

/* Take the parts' places from the header; each must lie in the file. */
static int
read_parts(struct segment *s, char *err, size_t err_size)
{
	uint64_t n = s->recordings, end = HEAD_BYTES;
	struct segment_part *part;
	const uint8_t *h;
	int i;

	for (i = 0; i < SEGMENT_PARTS; i++) {
		h = s->map + HEAD_PARTS + i * HEAD_PART_BYTES;
		part = &s->part[i];
		part->offset = le64(h);
		part->size = le64(h + 8);
		part->crc = le32(h + 16);
		if (part->offset < HEAD_BYTES || part->offset > s->bytes ||
		    part->size > s->bytes - part->offset)
			return blame(s, err, err_size,
			    "truncated: a part lies beyond the end");
		part->data = s->map + part->offset;
		if (part->offset + part->size > end)
			end = part->offset + part->size;
	}
	if (end != s->bytes || s->part[SEGMENT_ROWS].size != n * ROW_BYTES ||
	    s->part[SEGMENT_BY_ID].size != n * 4 ||
	    s->part[SEGMENT_BUCKETS].size !=
		((uint64_t)s->buckets + 1) * BUCKET_BYTES ||
	    s->part[SEGMENT_POSTINGS].size < POSTINGS_PAD)
		return blame(s, err, err_size,
		    "damaged: the sizes of its parts do not agree");
	part = &s->part[SEGMENT_TEXT];
	if (n > 0 && (part->size == 0 || part->data[part->size - 1] != '\0'))
		return blame(s, err, err_size, "damaged: text without an end");
	return 0;
}

static int
read_header(struct segment *s, char *err, size_t err_size)
{
	char why[SEGMENT_ERR];
	const uint8_t *h = s->map;

	if (memcmp(h, SEGMENT_MAGIC, 7) != 0)
		return blame(s, err, err_size, "not a segment of an index");
	if (h[7] != SEGMENT_MAGIC[7])
		return blame(s, err, err_size,
		    "a segment of another version of the format");
	s->crc = le32(h + HEAD_CRC);
	if (crc32c(0, h, HEAD_CRC) != s->crc || h[HEAD_CRC - 1] != '\0')
		return blame(
		    s, err, err_size, "damaged: wrong checksum of the header");
	s->profile =
	    profile_parse((const char *)h + HEAD_PROFILE, why, sizeof why);
	if (s->profile == NULL)
		return blame(s, err, err_size, why);
	s->recordings = le32(h + HEAD_RECORDINGS);
	s->timeline = le32(h + HEAD_TIMELINE);
	s->postings = le64(h + HEAD_POSTINGS);
	s->space = le32(h + HEAD_SPACE);
	s->shift = le32(h + HEAD_SHIFT);
	s->buckets = le32(h + HEAD_BUCKETS);
	if (s->space != landmark_space(s->profile) || s->shift > 31 ||
	    s->buckets != ((s->space - 1) >> s->shift) + 1)
		return blame(s, err, err_size,
		    "damaged: the space of hashes is not the profile's");
	return read_parts(s, err, err_size);
}

int
segment_open(
    struct segment *s, int dirfd, const char *name, char *err, size_t err_size)
{
	struct stat st;
	int fd;

	*s = (struct segment) { 0 };
	snprintf(s->name, sizeof s->name, "%s", name);
	if ((fd = openat(dirfd, name, O_RDONLY | O_CLOEXEC)) < 0) {
		if (errno == ENOENT)
			return 1;
		return blame(s, err, err_size, strerror(errno));
	}
	if (fstat(fd, &st) < 0 || st.st_size < HEAD_BYTES) {
		close(fd);
		return blame(
		    s, err, err_size, "truncated: shorter than its header");
	}
	s->bytes = (uint64_t)st.st_size;
	s->map = mmap(NULL, s->bytes, PROT_READ, MAP_SHARED, fd, 0);
	if (s->map == MAP_FAILED) {
		s->map = NULL;
		close(fd);
		return blame(s, err, err_size, strerror(errno));
	}
	segment_code_open(s, fd);
	if (read_header(s, err, err_size) == 0)
		return 0;
	segment_close(s);
	return -1;
}

int
segment_view(struct segment *s, const uint8_t *bytes, size_t size,
    const char *name, char *err, size_t err_size)
{
	*s = (struct segment) { .map = bytes, .bytes = size, .view = true };
	snprintf(s->name, sizeof s->name, "%s", name);
	if (size < HEAD_BYTES)
		return blame(
		    s, err, err_size, "truncated: shorter than its header");
	return read_header(s, err, err_size);
}

enum {
	MAP_AT_ONCE = 16 << 20 /* bytes */
};

static void
map_some(void *arg, size_t i, unsigned who)
{
	const struct segment *s = arg;
	uint64_t from = (uint64_t)i * MAP_AT_ONCE, n = s->bytes - from;

	(void)who;
#ifdef MADV_POPULATE_READ
	madvise((void *)(uintptr_t)(s->map + from),
	    n < MAP_AT_ONCE ? n : MAP_AT_ONCE, MADV_POPULATE_READ);
#else
	(void)n;
#endif
}

void
segment_map(const struct segment *s, unsigned threads)
{
	threads_run(threads, (s->bytes + MAP_AT_ONCE - 1) / MAP_AT_ONCE,
	    map_some, (void *)(uintptr_t)s);
}

void
segment_close(struct segment *s)
{
	if (s->map != NULL && !s->view)
		munmap((void *)(uintptr_t)s->map, s->bytes);
	segment_code_close(s);
	free(s->dead);
	s->map = NULL;
	s->dead = NULL;
}

uint32_t
segment_recordings(const struct segment *s)
{
	return s->recordings;
}

uint64_t
segment_postings(const struct segment *s)
{
	return s->postings;
}

bool
segment_dead(const struct segment *s, uint32_t row)
{
	return s->dead != NULL && (s->dead[row / 8] >> row % 8 & 1) != 0;
}
