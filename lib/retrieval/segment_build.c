#include <stdlib.h>
#include <string.h>

#include "base/crc32c.h"
#include "base/sg.h"
#include "base/sort.h"
#include "retrieval/segment_build.h"
#include "retrieval/segment_peaks.h"
#include "retrieval/segment_write.h"

enum {
	BATCH_POSTINGS = 1 << 22, /* 64 MiB with the room to sort them */
	BATCH_BYTES = 1 << 25,    /* of peaks' codes, and of text */
	BATCH_ROWS = 1 << 19
};

struct build_row {
	size_t key, n_key;                /* its first posting, and how many */
	size_t code, n_code;              /* its peaks */
	size_t id, title, url, published; /* in text; 0: unknown */
	double duration_s;
	uint32_t frames, n_peaks;
	bool has_peaks, replaced;
};

void
segment_build_init(struct segment_build *b, const struct profile *profile)
{
	*b = (struct segment_build) { .profile = profile,
		.limit = BATCH_POSTINGS };
}

bool
segment_build_fits(const struct segment_build *b, const struct fingerprint *fp)
{
	return b->n_row == 0 ||
	       (b->n_row < BATCH_ROWS && b->n_key + fp->n_mark <= b->limit &&
		   b->n_code <= BATCH_BYTES && b->n_text <= BATCH_BYTES &&
		   b->frames + fp->frames <= UINT32_MAX);
}

/* Keep a text; its offset, which is never 0, or 0 for NULL. */
static size_t
keep(struct segment_build *b, const char *s)
{
	size_t at = b->n_text > 0 ? b->n_text : 1, n;

	if (s == NULL)
		return 0;
	n = strlen(s) + 1;
	b->text = xgrow(b->text, &b->cap_text, at + n, 1);
	memcpy(b->text + at, s, n);
	b->n_text = at + n;
	return at;
}

/* The slot of an id in the table: of its row, or the free one for it. */
static uint32_t *
slot_of(const struct segment_build *b, const char *id)
{
	size_t i = crc32c(0, id, strlen(id)), at;

	for (;; i++) {
		i &= b->cap_table - 1;
		if (b->table[i] == 0)
			return &b->table[i];
		at = b->row[b->table[i] - 1].id;
		if (strcmp(b->text + at, id) == 0)
			return &b->table[i];
	}
}

/* A table of at least twice as many slots as there will be rows. */
static void
grow_table(struct segment_build *b)
{
	size_t i;

	if (b->cap_table >= 2 * (b->n_row + 1))
		return;
	b->cap_table = b->cap_table > 0 ? 2 * b->cap_table : 1024;
	free(b->table);
	b->table = xreallocarray(NULL, b->cap_table, sizeof *b->table);
	memset(b->table, 0, b->cap_table * sizeof *b->table);
	for (i = 0; i < b->n_row; i++)
		*slot_of(b, b->text + b->row[i].id) = (uint32_t)i + 1;
}

static void
put_peaks(struct segment_build *b, struct build_row *row,
    const struct fingerprint *fp)
{
	struct peak *p = xreallocarray(NULL, fp->n_peak, sizeof *p);
	size_t i;

	for (i = 0; i < fp->n_peak; i++)
		if (b->profile->kind == PROFILE_SONICGEN ||
		    fp->peak[i].rank < b->profile->store_rank)
			p[row->n_peaks++] = fp->peak[i];
	b->code = xgrow(
	    b->code, &b->cap_code, b->n_code + peaks_bound(row->n_peaks), 1);
	row->code = b->n_code;
	row->n_code = peaks_encode(p, row->n_peaks, b->code + b->n_code);
	b->n_code += row->n_code;
	free(p);
}

bool
segment_build_put(struct segment_build *b, const struct fingerprint *fp,
    const struct segment_meta *meta)
{
	struct build_row row = { .key = b->n_key, .frames = fp->frames };
	uint32_t *slot;
	bool replaced;
	size_t i;

	row.has_peaks = fp->has_peaks;
	row.n_key = fp->n_mark;
	row.duration_s = meta->duration_s;
	row.id = keep(b, fp->id);
	row.title = keep(b, meta->title);
	row.url = keep(b, meta->url);
	row.published = keep(b, meta->published);
	put_peaks(b, &row, fp);
	b->key = xgrow(
	    b->key, &b->cap_key, b->n_key + fp->n_mark + 1, sizeof *b->key);
	for (i = 0; i < fp->n_mark; i++)
		b->key[b->n_key++] =
		    (uint64_t)fp->mark[i].hash << 32 | fp->mark[i].t_ref;
	grow_table(b);
	slot = slot_of(b, fp->id);
	if ((replaced = *slot != 0))
		b->row[*slot - 1].replaced = true;
	b->row = xgrow(b->row, &b->cap_row, b->n_row + 1, sizeof *b->row);
	b->row[b->n_row++] = row;
	*slot = (uint32_t)b->n_row;
	b->frames += fp->frames;
	return replaced;
}

/*
 * Drop the replaced rows and their postings, and turn times of recordings
 * into positions on the common timeline. Returns the timeline's end.
 */
static uint32_t
lay_out(struct segment_build *b)
{
	size_t i, k, n_row = 0, n_key = 0;
	struct build_row *row;
	uint32_t base = 0;

	for (i = 0; i < b->n_row; i++) {
		row = &b->row[i];
		if (row->replaced)
			continue;
		for (k = row->key; k < row->key + row->n_key; k++)
			b->key[n_key++] = b->key[k] + base;
		base += row->frames;
		b->row[n_row++] = *row;
	}
	b->n_row = n_row;
	b->n_key = n_key;
	return base;
}

static const char *
text_at(const struct segment_build *b, size_t at)
{
	return at > 0 ? b->text + at : NULL;
}

static void
write_rows(const struct segment_build *b, struct segment_writer *w)
{
	const struct build_row *row;
	struct segment_rec rec = { 0 };
	struct segment_code code;
	size_t i;

	for (i = 0; i < b->n_row; i++) {
		row = &b->row[i];
		rec.id = text_at(b, row->id);
		rec.title = text_at(b, row->title);
		rec.url = text_at(b, row->url);
		rec.published = text_at(b, row->published);
		rec.duration_s = row->duration_s;
		rec.frames = row->frames;
		rec.n_postings = (uint32_t)row->n_key;
		rec.n_peaks = row->n_peaks;
		rec.has_peaks = row->has_peaks;
		code.data = b->code + row->code;
		code.size = (uint32_t)row->n_code;
		segment_write_row(w, &rec, code);
		rec.base += rec.frames;
	}
}

/*
 * Sort by (bucket, position, hash): from hash << 32 | position to bucket <<
 * (32 + shift) | the bucket's key, in place.
 */
static void
sort_keys(struct segment_build *b, uint32_t shift)
{
	uint64_t low = ((uint64_t)1 << shift) - 1, hash, *tmp;
	size_t i;

	for (i = 0; i < b->n_key; i++) {
		hash = b->key[i] >> 32;
		b->key[i] = ((hash >> shift) << 32 | (uint32_t)b->key[i])
				<< shift |
			    (hash & low);
	}
	tmp = xreallocarray(NULL, b->n_key + 1, sizeof *tmp);
	sort_u64(b->key, tmp, b->n_key);
	free(tmp);
}

static void
write_buckets(struct segment_build *b, struct segment_writer *w)
{
	uint64_t key = ((uint64_t)1 << (32 + w->shift)) - 1;
	size_t i = 0, from;
	uint32_t bucket;

	sort_keys(b, w->shift);
	for (bucket = 0; bucket < w->buckets; bucket++) {
		for (from = i; i < b->n_key; i++) {
			if (b->key[i] >> (32 + w->shift) != bucket)
				break;
			b->key[i] &= key;
		}
		segment_write_bucket(w, b->key + from, i - from);
	}
}

int
segment_build_write(struct segment_build *b, int fd)
{
	uint32_t timeline = lay_out(b);
	struct segment_writer w;
	int r;

	r = segment_write_open(&w, fd, b->profile, timeline, b->n_key);
	if (r == 0) {
		write_rows(b, &w);
		write_buckets(b, &w);
		r = segment_write_close(&w);
	}
	b->n_row = b->n_key = b->n_code = b->n_text = 0;
	b->frames = 0;
	if (b->cap_table > 0)
		memset(b->table, 0, b->cap_table * sizeof *b->table);
	return r;
}

void
segment_build_release(struct segment_build *b)
{
	free(b->row);
	free(b->key);
	free(b->code);
	free(b->text);
	free(b->table);
}
