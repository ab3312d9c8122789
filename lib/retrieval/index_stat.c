#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/sg.h"
#include "base/sort.h"
#include "retrieval/index_manifest.h"
#include "retrieval/index_stat.h"
#include "retrieval/segment_scan.h"
#include "signal/landmark.h"

enum {
	LENGTHS = 1 << 20 /* lengths that are told apart */
};

struct lengths {
	uint64_t *count; /* [length]: lists of it */
	double squares;
	struct index_stat *st;
};

static int
damaged(struct index *ix, const struct segment *s, const char *what)
{
	snprintf(ix->err, sizeof ix->err, "%s: damaged: %s (sg-index check)",
	    s->name, what);
	return -1;
}

static int
add_segment(struct index *ix, size_t i, struct index_stat *st)
{
	const struct segment *s = ix->segment[i];
	struct segment_rec rec;
	uint32_t row;
	int k;

	st->bytes += s->bytes;
	for (k = 0; k < SEGMENT_PARTS; k++)
		st->part[k] += s->part[k].size;
	st->deleted += s->n_dead;
	st->postings += s->postings;
	for (row = 0; row < s->recordings; row++) {
		if (segment_dead(s, row))
			continue;
		if (segment_rec(s, row, &rec) < 0)
			return damaged(ix, s, "a row");
		st->peaks += rec.n_peaks;
	}
	return 0;
}

/* Count the lists among the sorted hashes of a block. */
static void
add_block(struct lengths *l, const uint64_t *hash, size_t n)
{
	size_t i, from, length;

	for (i = from = 0; i < n; from = i) {
		while (i < n && hash[i] == hash[from])
			i++;
		length = i - from;
		l->count[length < LENGTHS ? length : LENGTHS - 1]++;
		l->squares += (double)length * (double)length;
		l->st->lists++;
		if (length > l->st->longest)
			l->st->longest = length;
	}
}

/*
 * All segments' lists. A block of hashes is the largest bucket that a segment
 * has: buckets of the others begin and end with it, too.
 */
static int
add_lists(struct index *ix, struct segment_scan *scan, struct lengths *l)
{
	uint64_t end = 0, space = landmark_space(ix->profile), *key = NULL;
	uint32_t hash, pos, shift = 0;
	size_t i, n, cap = 0;
	int r = 0;

	for (i = 0; i < ix->n_segment; i++)
		if (ix->segment[i]->shift > shift)
			shift = ix->segment[i]->shift;
	while (r == 0 && end < space) {
		end += (uint64_t)1 << shift;
		for (n = i = 0; r == 0 && i < ix->n_segment; i++) {
			while ((r = segment_scan_next(
				    &scan[i], end, &hash, &pos)) > 0) {
				key =
				    xgrow(key, &cap, 2 * (n + 1), sizeof *key);
				key[n++] = hash;
			}
			if (r < 0)
				damaged(ix, ix->segment[i], "postings");
		}
		if (n > 0)
			sort_u64(key, key + n, n);
		add_block(l, key, n);
	}
	free(key);
	return r;
}

/* The length that a share of the lists does not exceed. */
static uint64_t
percentile(const struct lengths *l, double share)
{
	uint64_t want = (uint64_t)ceil(share * (double)l->st->lists), n = 0;
	size_t i;

	for (i = 0; i < LENGTHS - 1 && n + l->count[i] < want; i++)
		n += l->count[i];
	return i;
}

int
index_stat(struct index *ix, struct index_stat *st)
{
	struct lengths l = { .st = st };
	struct segment_scan *scan;
	size_t i;
	int r = 0;

	*st = (struct index_stat) { 0 };
	for (i = 0; i < ix->n_segment; i++)
		if (add_segment(ix, i, st) < 0)
			return -1;
	scan = xreallocarray(NULL, ix->n_segment + 1, sizeof *scan);
	for (i = 0; i < ix->n_segment; i++)
		segment_scan_init(&scan[i], ix->segment[i]);
	l.count = xreallocarray(NULL, LENGTHS, sizeof *l.count);
	memset(l.count, 0, LENGTHS * sizeof *l.count);
	r = add_lists(ix, scan, &l);
	if (r == 0 && st->postings > 0) {
		st->p50 = percentile(&l, .5);
		st->p90 = percentile(&l, .9);
		st->p99 = percentile(&l, .99);
		st->key_bits = log2(
		    (double)st->postings * (double)st->postings / l.squares);
	}
	for (i = 0; i < ix->n_segment; i++)
		segment_scan_release(&scan[i]);
	free(scan);
	free(l.count);
	return r;
}
