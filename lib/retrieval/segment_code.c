#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/sg.h"
#include "retrieval/postings.h"
#include "retrieval/segment_code.h"
#include "retrieval/segment_file.h"

enum {
	LINE = 64,           /* of the cache, bytes */
	AT_A_FAULT = 1 << 16 /* bytes that one maps */
};

struct segment_reads {
	int fd;
	atomic_size_t left; /* buckets that may be read */
};

void
segment_code_open(struct segment *s, int fd)
{
	s->reads = xreallocarray(NULL, 1, sizeof *s->reads);
	s->reads->fd = fd;
	atomic_init(&s->reads->left, (size_t)(s->bytes / AT_A_FAULT));
}

void
segment_code_close(struct segment *s)
{
	if (s->reads != NULL)
		close(s->reads->fd);
	free(s->reads);
	s->reads = NULL;
}

bool
segment_code_few(const struct segment *s, size_t n)
{
	size_t left;

	if (s->reads == NULL)
		return false;
	left = atomic_load(&s->reads->left);
	while (left >= n)
		if (atomic_compare_exchange_weak(
			&s->reads->left, &left, left - n))
			return true;
	return false;
}

/* Where a bucket's code is in its part, by the entries of it and the next. */
static int
extent(
    const struct segment *s, const uint8_t *entry, uint64_t *from, size_t *size)
{
	const struct segment_part *part = &s->part[SEGMENT_POSTINGS];
	uint64_t to = le40(entry + BUCKET_BYTES);

	*from = le40(entry);
	if (*from > to || to > part->size - POSTINGS_PAD)
		return -1;
	*size = to - *from;
	return 0;
}

static int
mapped(const struct segment *s, uint32_t bucket, struct segment_code *c)
{
	const uint8_t *entry =
	    s->part[SEGMENT_BUCKETS].data + (size_t)bucket * BUCKET_BYTES;
	uint64_t from;

	if (extent(s, entry, &from, &c->size) < 0)
		return -1;
	c->code = s->part[SEGMENT_POSTINGS].data + from;
	return 0;
}

/* n bytes of a part; 0, or -1. */
static int
read_part(
    const struct segment *s, int part, uint64_t from, uint8_t *to, size_t n)
{
	off_t at = (off_t)(s->part[part].offset + from);

	return pread(s->reads->fd, to, n, at) == (ssize_t)n ? 0 : -1;
}

static int
read_code(const struct segment *s, uint32_t bucket, struct segment_code *c)
{
	uint8_t entry[2 * BUCKET_BYTES];
	uint64_t from;

	if (read_part(s, SEGMENT_BUCKETS, (uint64_t)bucket * BUCKET_BYTES,
		entry, sizeof entry) < 0 ||
	    extent(s, entry, &from, &c->size) < 0)
		return -1;
	c->own = xgrow(c->own, &c->cap, c->size + POSTINGS_PAD, 1);
	c->code = c->own;
	return read_part(
	    s, SEGMENT_POSTINGS, from, c->own, c->size + POSTINGS_PAD);
}

int
segment_code(
    const struct segment *s, uint32_t hash, bool read, struct segment_code *c)
{
	return (read ? read_code : mapped)(s, hash >> s->shift, c);
}

void
segment_code_release(struct segment_code *c)
{
	free(c->own);
	*c = (struct segment_code) { 0 };
}

static uint32_t
low_of(const struct segment *s, uint32_t hash)
{
	return hash & (((uint32_t)1 << s->shift) - 1);
}

ptrdiff_t
segment_code_lookup(const struct segment *s, const struct segment_code *c,
    uint32_t hash, uint32_t *pos, size_t cap)
{
	return postings_lookup(
	    c->code, c->size, s->shift, low_of(s, hash), s->timeline, pos, cap);
}

int
segment_code_run_bits(const struct segment *s, const struct segment_code *c)
{
	return postings_run_bits(c->code, c->size, s->shift);
}

ptrdiff_t
segment_code_run(const struct segment *s, const struct segment_code *c,
    uint32_t hash, uint64_t *key, size_t room)
{
	return postings_run(c->code, c->size, s->shift, low_of(s, hash),
	    s->timeline, key, room);
}

ptrdiff_t
segment_lookup(
    const struct segment *s, uint32_t hash, uint32_t *pos, size_t cap)
{
	struct segment_code c = { 0 };

	if (hash >= s->space)
		return 0;
	if (mapped(s, hash >> s->shift, &c) < 0)
		return -1;
	return segment_code_lookup(s, &c, hash, pos, cap);
}

ptrdiff_t
segment_bucket(
    const struct segment *s, uint32_t bucket, uint64_t **key, size_t *cap)
{
	struct segment_code c = { 0 };
	ptrdiff_t n;

	if (mapped(s, bucket, &c) < 0 ||
	    (n = postings_count(c.code, c.size, s->shift)) < 0)
		return -1;
	*key = xgrow(*key, cap, 2 * (size_t)n, sizeof **key);
	return postings_decode(c.code, c.size, s->shift, s->timeline, *key);
}

void
segment_prefetch_entry(const struct segment *s, uint32_t hash)
{
	const uint8_t *entry = s->part[SEGMENT_BUCKETS].data;

	if (hash < s->space)
		__builtin_prefetch(
		    entry + (size_t)(hash >> s->shift) * BUCKET_BYTES);
}

void
segment_prefetch(const struct segment *s, uint32_t hash)
{
	struct segment_code c = { 0 };

	if (hash >= s->space || mapped(s, hash >> s->shift, &c) < 0)
		return;
	/* most are in one run, and its hashes in the first two lines */
	__builtin_prefetch(c.code);
	if (c.size > LINE)
		__builtin_prefetch(c.code + LINE);
}
