#include <stdio.h>
#include <stdlib.h>

#include "base/sg.h"
#include "base/sort.h"
#include "retrieval/index_manifest.h"
#include "retrieval/index_stat.h"
#include "retrieval/lengths.h"
#include "retrieval/segment_scan.h"
#include "signal/landmark.h"

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
	size_t i, from;

	for (i = from = 0; i < n; from = i) {
		while (i < n && hash[i] == hash[from])
			i++;
		lengths_add(l, i - from);
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

int
index_stat(struct index *ix, struct index_stat *st)
{
	struct segment_scan *scan;
	struct lengths l;
	size_t i;
	int r = 0;

	*st = (struct index_stat) { 0 };
	for (i = 0; i < ix->n_segment; i++)
		if (add_segment(ix, i, st) < 0)
			return -1;
	scan = xreallocarray(NULL, ix->n_segment + 1, sizeof *scan);
	for (i = 0; i < ix->n_segment; i++)
		segment_scan_init(&scan[i], ix->segment[i]);
	lengths_init(&l);
	if ((r = add_lists(ix, scan, &l)) == 0)
		lengths_stat(&l, st);
	for (i = 0; i < ix->n_segment; i++)
		segment_scan_release(&scan[i]);
	free(scan);
	lengths_release(&l);
	return r;
}
