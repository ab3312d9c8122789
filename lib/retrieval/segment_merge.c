#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/sg.h"
#include "base/sort.h"
#include "retrieval/segment_merge.h"
#include "retrieval/segment_scan.h"
#include "retrieval/segment_write.h"

enum {
	DEAL_BITS = 6,
	DEAL_MAX = 1 << DEAL_BITS
};

struct source {
	struct segment_scan scan;
	struct segment_spans live;
	uint64_t *key; /* of a bucket of it: bucket and key of the result */
	size_t n, i, cap;
};

struct merger {
	struct source *source;
	size_t n;
	struct segment_writer w;
	uint64_t *key; /* of one bucket of the result, and as much again */
	size_t n_key, cap_key;
	char *err;
	size_t err_size;
};

static int
damaged(struct merger *m, const struct segment *s, const char *what)
{
	snprintf(m->err, m->err_size, "%s: damaged: %s", s->name, what);
	return -1;
}

/* Where everything will lie, the result's size, and the maps of rows. */
static int
plan(struct merger *m, uint32_t *const *map, uint64_t *frames,
    uint64_t *postings)
{
	const struct segment *s;
	struct segment_rec rec;
	uint32_t row, out = 0;
	size_t i;

	*frames = *postings = 0;
	for (i = 0; i < m->n; i++) {
		s = m->source[i].scan.s;
		for (row = 0; row < s->recordings; row++) {
			map[i][row] = SEGMENT_DROPPED;
			if (segment_dead(s, row))
				continue;
			if (segment_rec(s, row, &rec) < 0)
				return damaged(m, s, "a row");
			map[i][row] = out++;
			segment_spans_add(&m->source[i].live, rec.base,
			    rec.frames, (uint32_t)*frames);
			*frames += rec.frames;
			*postings += rec.n_postings;
		}
	}
	if (*frames <= UINT32_MAX)
		return 0;
	snprintf(m->err, m->err_size, "too many frames for one segment");
	return -1;
}

static int
copy_rows(struct merger *m)
{
	struct segment_code code;
	struct segment_rec rec;
	const struct segment *s;
	uint32_t row, base = 0;
	size_t i;

	for (i = 0; i < m->n; i++) {
		s = m->source[i].scan.s;
		for (row = 0; row < s->recordings; row++) {
			if (segment_dead(s, row))
				continue;
			if (segment_rec(s, row, &rec) < 0 ||
			    segment_peaks_code(s, row, &code.data, &code.size) <
				0)
				return damaged(m, s, "a row");
			rec.base = base;
			base += rec.frames;
			segment_write_row(&m->w, &rec, code);
		}
	}
	return 0;
}

/*
 * One bucket of the source makes 2^k of the result, which are finer, and each
 * is in order already: they need to be dealt out only. Few keys into many
 * buckets are sorted.
 */
static void
deal(struct source *src, uint32_t k, uint32_t shift)
{
	uint64_t *key = src->key, *out = key + src->n;
	size_t end[DEAL_MAX + 1] = { 0 }, i, size = (size_t)1 << k;

	if (k > DEAL_BITS || size > src->n) {
		sort_u64(key, out, src->n);
		return;
	}
	for (i = 0; i < src->n; i++)
		end[(key[i] >> shift & (size - 1)) + 1]++;
	for (i = 1; i < size; i++)
		end[i] += end[i - 1];
	for (i = 0; i < src->n; i++)
		out[end[key[i] >> shift & (size - 1)]++] = key[i];
	memcpy(key, out, src->n * sizeof *key);
}

/*
 * Load the source's next bucket, without the dead, for buckets of the result:
 * bucket << (32 + shift) | position << shift | low bits, sorted.
 */
static int
load(struct merger *m, struct source *src)
{
	struct segment_scan *c = &src->scan;
	uint32_t hash, pos, shift = m->w.shift;
	uint64_t end = ((uint64_t)c->bucket + 1) << c->s->shift, key;
	bool sorted = true;
	int r;

	src->n = src->i = 0;
	while ((r = segment_scan_next(c, end, &hash, &pos)) > 0) {
		if (!segment_spans_move(&src->live, &pos))
			continue; /* dead */
		src->key =
		    xgrow(src->key, &src->cap, 2 * (src->n + 1), sizeof key);
		key = ((uint64_t)(hash >> shift) << 32 | pos) << shift |
		      (hash & (((uint32_t)1 << shift) - 1));
		if (src->n > 0 && key < src->key[src->n - 1])
			sorted = false;
		src->key[src->n++] = key;
	}
	if (r < 0)
		return damaged(m, c->s, "postings");
	if (!sorted)
		deal(src, c->s->shift - shift, 32 + shift);
	return 0;
}

/* Append the source's postings of a bucket of the result. */
static int
take(struct merger *m, struct source *src, uint32_t bucket)
{
	const struct segment *s = src->scan.s;
	uint32_t shift = 32 + m->w.shift;
	uint64_t end = ((uint64_t)bucket + 1) << m->w.shift;
	size_t room;

	for (;;) {
		while (src->i == src->n) {
			if (src->scan.bucket >= s->buckets ||
			    (uint64_t)src->scan.bucket << s->shift >= end)
				return 0;
			if (load(m, src) < 0)
				return -1;
		}
		room = 2 * (m->n_key + src->n - src->i);
		m->key = xgrow(m->key, &m->cap_key, room, sizeof *m->key);
		while (src->i < src->n && src->key[src->i] >> shift == bucket)
			m->key[m->n_key++] =
			    src->key[src->i++] & (((uint64_t)1 << shift) - 1);
		if (src->i < src->n)
			return 0;
	}
}

static int
copy_postings(struct merger *m)
{
	uint32_t bucket;
	size_t i;

	for (bucket = 0; bucket < m->w.buckets; bucket++) {
		m->n_key = 0;
		for (i = 0; i < m->n; i++)
			if (take(m, &m->source[i], bucket) < 0)
				return -1;
		/* in order, unless a source's buckets are finer */
		for (i = 1; i < m->n_key && m->key[i - 1] <= m->key[i]; i++)
			;
		if (i < m->n_key)
			sort_u64(m->key, m->key + m->n_key, m->n_key);
		segment_write_bucket(&m->w, m->key, m->n_key);
	}
	if (m->w.postings_seen == m->w.postings)
		return 0;
	snprintf(m->err, m->err_size,
	    "damaged: rows tell of %ju postings, buckets of %ju",
	    (uintmax_t)m->w.postings, (uintmax_t)m->w.postings_seen);
	return -1;
}

static int
write_all(struct merger *m, uint32_t *const *map, int fd)
{
	const struct profile *profile = m->source[0].scan.s->profile;
	uint64_t frames, postings;

	if (plan(m, map, &frames, &postings) < 0) {
		close(fd);
		return -1;
	}
	if (segment_write_open(
		&m->w, fd, profile, (uint32_t)frames, postings) == 0) {
		if (copy_rows(m) < 0 || copy_postings(m) < 0) {
			segment_write_abort(&m->w);
			return -1;
		}
		if (segment_write_close(&m->w) == 0)
			return 0;
	}
	snprintf(m->err, m->err_size, "%s", strerror(errno));
	return -1;
}

int
segment_merge(struct segment *const *segment, size_t n, uint32_t *const *map,
    int fd, char *err, size_t err_size)
{
	struct merger m = { .n = n, .err = err, .err_size = err_size };
	size_t i;
	int r;

	m.source = xreallocarray(NULL, n, sizeof *m.source);
	for (i = 0; i < n; i++) {
		m.source[i] = (struct source) { 0 };
		segment_scan_init(&m.source[i].scan, segment[i]);
	}
	r = write_all(&m, map, fd);
	for (i = 0; i < n; i++) {
		segment_scan_release(&m.source[i].scan);
		free(m.source[i].live.span);
		free(m.source[i].key);
	}
	free(m.source);
	free(m.key);
	return r;
}
