#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/sg.h"
#include "base/sort.h"
#include "retrieval/index_dump.h"
#include "retrieval/segment_scan.h"

struct dump {
	struct index *ix;
	const struct segment *s;
	const bool *wanted; /* of its rows; NULL: all */
	size_t limit;
	void (*put)(void *, const struct fingerprint *);
	void *arg;
	uint64_t *key; /* position << 32 | hash */
	size_t n_key, cap_key;
	struct fingerprint fp;
};

static int
damaged(struct dump *d, const char *what)
{
	snprintf(d->ix->err, sizeof d->ix->err,
	    "%s: damaged: %s (sg-index check)", d->s->name, what);
	return -1;
}

static bool
is_wanted(const struct dump *d, uint32_t row)
{
	return !segment_dead(d->s, row) &&
	       (d->wanted == NULL || d->wanted[row]);
}

/*
 * Rows from *row on, as many as a pass holds: their spans, of which nothing
 * moves, and in *row where the next pass begins.
 */
static int
plan(struct dump *d, uint32_t *row, struct segment_spans *spans)
{
	struct segment_rec rec;
	uint64_t n = 0;

	spans->n = spans->at = 0;
	for (; *row < d->s->recordings; ++*row) {
		if (!is_wanted(d, *row))
			continue;
		if (segment_rec(d->s, *row, &rec) < 0)
			return damaged(d, "a row");
		if (n > 0 && n + rec.n_postings > d->limit)
			break;
		n += rec.n_postings;
		segment_spans_add(spans, rec.base, rec.frames, rec.base);
	}
	return 0;
}

/* Collect the postings of the spans, sorted by (position, hash). */
static int
collect(struct dump *d, struct segment_spans *spans)
{
	struct segment_scan scan;
	uint32_t hash, pos;
	uint64_t *tmp;
	int r;

	d->n_key = 0;
	segment_scan_init(&scan, d->s);
	while ((r = segment_scan_next(&scan, d->s->space, &hash, &pos)) > 0) {
		if (!segment_spans_move(spans, &pos))
			continue;
		d->key =
		    xgrow(d->key, &d->cap_key, d->n_key + 1, sizeof *d->key);
		d->key[d->n_key++] = (uint64_t)pos << 32 | hash;
	}
	segment_scan_release(&scan);
	if (r < 0)
		return damaged(d, "postings");
	tmp = xreallocarray(NULL, d->n_key + 1, sizeof *tmp);
	if (d->n_key > 0)
		sort_u64(d->key, tmp, d->n_key);
	free(tmp);
	return 0;
}

/* Hand out a row whose postings begin at key[*at]. */
static int
put_row(struct dump *d, uint32_t row, size_t *at)
{
	struct fingerprint *fp = &d->fp;
	struct segment_rec rec;
	uint64_t end;

	if (segment_rec(d->s, row, &rec) < 0)
		return damaged(d, "a row");
	fp->peak =
	    xgrow(fp->peak, &fp->cap_peak, rec.n_peaks, sizeof *fp->peak);
	if (segment_peaks(d->s, row, fp->peak) < 0)
		return damaged(d, "peaks");
	strcpy(fp->id, rec.id);
	fp->frames = rec.frames;
	fp->has_hashes = true;
	fp->has_peaks = rec.has_peaks;
	fp->n_peak = rec.n_peaks;
	fp->n_mark = 0;
	end = (uint64_t)rec.base + rec.frames;
	for (; *at < d->n_key && d->key[*at] >> 32 < end; ++*at) {
		fp->mark = xgrow(
		    fp->mark, &fp->cap_mark, fp->n_mark + 1, sizeof *fp->mark);
		fp->mark[fp->n_mark++] = (struct landmark) {
			(uint32_t)(d->key[*at] >> 32) - rec.base,
			(uint32_t)d->key[*at]
		};
	}
	if (fp->n_mark != rec.n_postings)
		return damaged(d, "a recording has not its postings");
	d->put(d->arg, fp);
	return 0;
}

static int
dump_segment(struct dump *d)
{
	struct segment_spans spans = { 0 };
	uint32_t row, next = 0;
	size_t at;
	int r = 0;

	for (row = 0; r == 0 && row < d->s->recordings; row = next) {
		if ((r = plan(d, &next, &spans)) < 0 ||
		    (spans.n > 0 && (r = collect(d, &spans)) < 0))
			break;
		for (at = 0; r == 0 && row < next; row++)
			if (is_wanted(d, row))
				r = put_row(d, row, &at);
	}
	free(spans.span);
	return r;
}

int
index_dump(struct index *ix, bool *const *wanted, size_t limit,
    void (*put)(void *, const struct fingerprint *), void *arg)
{
	struct dump d = { .ix = ix, .limit = limit, .put = put, .arg = arg };
	size_t i;
	int r = 0;

	for (i = 0; r == 0 && i < ix->n_segment; i++) {
		d.s = ix->segment[i];
		d.wanted = wanted != NULL ? wanted[i] : NULL;
		r = dump_segment(&d);
	}
	free(d.key);
	free(d.fp.peak);
	free(d.fp.mark);
	return r;
}
