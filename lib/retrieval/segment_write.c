#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/crc32c.h"
#include "base/sg.h"
#include "retrieval/postings.h"
#include "retrieval/segment_file.h"
#include "retrieval/segment_write.h"
#include "signal/landmark.h"

enum {
	BUCKET_MEAN = 64, /* postings a bucket has on average, at least */
	BUFFER = 1 << 18
};

/* How far to shift hashes to the right for buckets of a useful size. */
static uint32_t
bucket_shift(uint32_t space, uint64_t postings)
{
	uint32_t shift = 0;

	while (shift < 31 &&
	       (uint64_t)(((space - 1) >> shift) + 1) * BUCKET_MEAN > postings)
		shift++;
	return shift;
}

/* Room for n more bytes, and where they go. */
static uint8_t *
extend(struct segment_bytes *b, size_t n)
{
	b->data = xgrow(b->data, &b->cap, b->n + n, 1);
	b->n += n;
	return b->data + b->n - n;
}

/* Errors stay in the FILE until the close. */
static void
put(struct segment_writer *w, const void *data, size_t n)
{
	if (n > 0)
		fwrite(data, 1, n, w->fp);
	w->part_crc = crc32c(w->part_crc, data, n);
	w->at += n;
}

static void
begin_part(struct segment_writer *w, int part)
{
	static const uint8_t zero[SEGMENT_ALIGN];

	put(w, zero, (SEGMENT_ALIGN - w->at % SEGMENT_ALIGN) % SEGMENT_ALIGN);
	w->part_crc = 0;
	w->part[part].offset = w->at;
}

static void
end_part(struct segment_writer *w, int part)
{
	w->part[part].size = w->at - w->part[part].offset;
	w->part[part].crc = w->part_crc;
}

static void
put_part(struct segment_writer *w, int part, const struct segment_bytes *b)
{
	begin_part(w, part);
	put(w, b->data, b->n);
	end_part(w, part);
}

int
segment_write_open(struct segment_writer *w, int fd,
    const struct profile *profile, uint32_t timeline, uint64_t postings)
{
	static const uint8_t zero[HEAD_BYTES];

	*w = (struct segment_writer) { .profile = profile,
		.timeline = timeline,
		.space = landmark_space(profile),
		.postings = postings };
	w->shift = bucket_shift(w->space, postings);
	w->buckets = ((w->space - 1) >> w->shift) + 1;
	if ((w->fp = fdopen(fd, "w")) == NULL) {
		close(fd);
		return -1;
	}
	setvbuf(w->fp, NULL, _IOFBF, BUFFER);
	put(w, zero, sizeof zero);
	begin_part(w, SEGMENT_PEAKS);
	return 0;
}

static uint32_t
put_text(struct segment_writer *w, const char *text, uint32_t flag)
{
	size_t n;

	if (text == NULL)
		return 0;
	n = strlen(text) + 1;
	memcpy(extend(&w->text, n), text, n);
	return flag;
}

void
segment_write_row(struct segment_writer *w, const struct segment_rec *rec,
    struct segment_code peaks)
{
	uint8_t *row = extend(&w->rows, ROW_BYTES);
	uint32_t flags = rec->has_peaks ? ROW_HAS_PEAKS : 0;

	le32_put(row + ROW_BASE, rec->base);
	le32_put(row + ROW_FRAMES, rec->frames);
	le32_put(row + ROW_POSTINGS, rec->n_postings);
	le32_put(row + ROW_PEAKS, rec->n_peaks);
	le_double_put(row + ROW_DURATION, rec->duration_s);
	le64_put(row + ROW_PEAKS_AT, w->at - w->part[SEGMENT_PEAKS].offset);
	le32_put(row + ROW_PEAKS_BYTES, peaks.size);
	le64_put(row + ROW_TEXT_AT, w->text.n);
	put_text(w, rec->id, 0);
	flags |= put_text(w, rec->title, ROW_HAS_TITLE);
	flags |= put_text(w, rec->url, ROW_HAS_URL);
	flags |= put_text(w, rec->published, ROW_HAS_PUBLISHED);
	le32_put(row + ROW_FLAGS, flags);
	w->recordings++;
	put(w, peaks.data, peaks.size);
}

void
segment_write_bucket(struct segment_writer *w, const uint64_t *key, size_t n)
{
	if (w->directory.n == 0) {
		end_part(w, SEGMENT_PEAKS);
		begin_part(w, SEGMENT_POSTINGS);
	}
	le40_put(extend(&w->directory, BUCKET_BYTES),
	    w->at - w->part[SEGMENT_POSTINGS].offset);
	if (n == 0)
		return;
	w->code.n = 0;
	extend(&w->code, postings_bound(n, w->shift) + POSTINGS_PAD);
	w->tmp = xgrow(w->tmp, &w->cap_tmp, 2 * n, sizeof *w->tmp);
	put(w, w->code.data,
	    postings_encode(
		key, n, w->shift, w->timeline, w->code.data, w->tmp));
	w->postings_seen += n;
}

struct named {
	const char *id;
	uint32_t row;
};

static int
by_name(const void *a, const void *b)
{
	const struct named *x = a, *y = b;

	return strcmp(x->id, y->id);
}

/* The part of row numbers in order of id. */
static void
sort_ids(struct segment_writer *w)
{
	struct named *n = xreallocarray(NULL, w->recordings, sizeof *n);
	const uint8_t *row = w->rows.data;
	uint32_t i;

	for (i = 0; i < w->recordings; i++, row += ROW_BYTES)
		n[i] = (struct named) {
			(const char *)w->text.data + le64(row + ROW_TEXT_AT), i
		};
	if (w->recordings > 0)
		qsort(n, w->recordings, sizeof *n, by_name);
	for (i = 0; i < w->recordings; i++)
		le32_put(extend(&w->by_id, 4), n[i].row);
	free(n);
}

static void
fill_header(const struct segment_writer *w, uint8_t *h)
{
	const struct segment_part *part;
	int i;

	memcpy(h + HEAD_MAGIC, SEGMENT_MAGIC, 8);
	le32_put(h + HEAD_RECORDINGS, w->recordings);
	le32_put(h + HEAD_TIMELINE, w->timeline);
	le64_put(h + HEAD_POSTINGS, w->postings);
	le32_put(h + HEAD_SPACE, w->space);
	le32_put(h + HEAD_SHIFT, w->shift);
	le32_put(h + HEAD_BUCKETS, w->buckets);
	for (i = 0; i < SEGMENT_PARTS; i++) {
		part = &w->part[i];
		le64_put(h + HEAD_PARTS + i * HEAD_PART_BYTES, part->offset);
		le64_put(h + HEAD_PARTS + i * HEAD_PART_BYTES + 8, part->size);
		le32_put(h + HEAD_PARTS + i * HEAD_PART_BYTES + 16, part->crc);
	}
	profile_spell(w->profile, (char *)h + HEAD_PROFILE);
	le32_put(h + HEAD_CRC, crc32c(0, h, HEAD_CRC));
}

void
segment_write_abort(struct segment_writer *w)
{
	if (w->fp != NULL)
		fclose(w->fp);
	w->fp = NULL;
	free(w->rows.data);
	free(w->by_id.data);
	free(w->text.data);
	free(w->directory.data);
	free(w->code.data);
	free(w->tmp);
}

int
segment_write_close(struct segment_writer *w)
{
	static const uint8_t pad[POSTINGS_PAD];
	uint8_t head[HEAD_BYTES] = { 0 };
	int r = -1, saved;

	put(w, pad, sizeof pad);
	end_part(w, SEGMENT_POSTINGS);
	le40_put(extend(&w->directory, BUCKET_BYTES),
	    w->part[SEGMENT_POSTINGS].size - POSTINGS_PAD);
	put_part(w, SEGMENT_BUCKETS, &w->directory);
	put_part(w, SEGMENT_ROWS, &w->rows);
	sort_ids(w);
	put_part(w, SEGMENT_BY_ID, &w->by_id);
	put_part(w, SEGMENT_TEXT, &w->text);
	fill_header(w, head);
	errno = 0;
	if (w->postings_seen != w->postings)
		errno = EINVAL; /* the caller's fault */
	else if (fflush(w->fp) == 0 && !ferror(w->fp) &&
		 pwrite(fileno(w->fp), head, sizeof head, 0) ==
		     (ssize_t)sizeof head &&
		 fsync(fileno(w->fp)) == 0)
		r = 0;
	saved = errno != 0 ? errno : EIO;
	segment_write_abort(w);
	errno = saved;
	return r;
}
