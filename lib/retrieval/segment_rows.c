#include <string.h>

#include "base/bytes.h"
#include "base/id.h"
#include "retrieval/segment.h"
#include "retrieval/segment_file.h"
#include "retrieval/segment_peaks.h"

static const uint8_t *
row_at(const struct segment *s, uint32_t row)
{
	return s->part[SEGMENT_ROWS].data + (size_t)row * ROW_BYTES;
}

uint32_t
segment_rec_at(const struct segment *s, uint32_t pos)
{
	uint32_t lo = 0, hi = s->recordings, mid;

	/* the last row that begins at or before pos: rows of no frames, which
	 * begin where the next one does, are never it */
	while (hi - lo > 1) {
		mid = lo + (hi - lo) / 2;
		if (le32(row_at(s, mid) + ROW_BASE) <= pos)
			lo = mid;
		else
			hi = mid;
	}
	return lo;
}

uint32_t
segment_rec_near(const struct segment *s, uint32_t pos, uint32_t likely)
{
	if (likely + 1 < s->recordings &&
	    le32(row_at(s, likely) + ROW_BASE) <= pos &&
	    le32(row_at(s, likely + 1) + ROW_BASE) > pos)
		return likely;
	return segment_rec_at(s, pos);
}

/* The text at an offset and the offset after it; NULL beyond the part. */
static const char *
take_text(const struct segment *s, uint64_t *at)
{
	const struct segment_part *text = &s->part[SEGMENT_TEXT];
	const char *t;

	if (*at >= text->size)
		return NULL;
	t = (const char *)text->data + *at; /* the part ends with a NUL */
	*at += strlen(t) + 1;
	return t;
}

/* The text if the flag is set. False when it is set and there is none. */
static bool
take_flagged(const struct segment *s, uint64_t *at, uint32_t flags,
    uint32_t flag, const char **t)
{
	*t = NULL;
	return !(flags & flag) || (*t = take_text(s, at)) != NULL;
}

int
segment_rec(const struct segment *s, uint32_t row, struct segment_rec *out)
{
	const uint8_t *r = row_at(s, row);
	uint64_t text_at = le64(r + ROW_TEXT_AT);
	uint32_t flags = le32(r + ROW_FLAGS), bytes;
	const uint8_t *code;

	out->base = le32(r + ROW_BASE);
	out->frames = le32(r + ROW_FRAMES);
	out->n_postings = le32(r + ROW_POSTINGS);
	out->n_peaks = le32(r + ROW_PEAKS);
	out->duration_s = le_double(r + ROW_DURATION);
	out->has_peaks = (flags & ROW_HAS_PEAKS) != 0;
	out->id = take_text(s, &text_at);
	if (out->id == NULL || !id_valid(out->id) ||
	    !take_flagged(s, &text_at, flags, ROW_HAS_TITLE, &out->title) ||
	    !take_flagged(s, &text_at, flags, ROW_HAS_URL, &out->url) ||
	    !take_flagged(
		s, &text_at, flags, ROW_HAS_PUBLISHED, &out->published))
		return -1;
	if (out->base > s->timeline || out->frames > s->timeline - out->base)
		return -1;
	/* so that room for n_peaks is never more than the bytes explain */
	if (segment_peaks_code(s, row, &code, &bytes) < 0 ||
	    out->n_peaks > (uint64_t)bytes * 8 / PEAKS_BITS_MIN)
		return -1;
	return 0;
}

uint32_t
segment_row_peaks(const struct segment *s, uint32_t row)
{
	return le32(row_at(s, row) + ROW_PEAKS);
}

int
segment_peaks_code(
    const struct segment *s, uint32_t row, const uint8_t **code, uint32_t *size)
{
	const struct segment_part *part = &s->part[SEGMENT_PEAKS];
	const uint8_t *r = row_at(s, row);
	uint64_t at = le64(r + ROW_PEAKS_AT);

	*size = le32(r + ROW_PEAKS_BYTES);
	if (at > part->size || *size > part->size - at)
		return -1;
	*code = part->data + at;
	return 0;
}

int
segment_peaks(const struct segment *s, uint32_t row, struct peak *out)
{
	const uint8_t *code;
	uint32_t size;

	if (segment_peaks_code(s, row, &code, &size) < 0)
		return -1;
	return peaks_decode(code, size, out, segment_row_peaks(s, row));
}

int
segment_find(const struct segment *s, const char *id, uint32_t *row)
{
	const uint8_t *by_id = s->part[SEGMENT_BY_ID].data;
	struct segment_rec rec;
	uint32_t lo = 0, hi = s->recordings, mid;
	int order;

	while (lo < hi) {
		mid = lo + (hi - lo) / 2;
		*row = le32(by_id + (size_t)mid * 4);
		if (*row >= s->recordings || segment_rec(s, *row, &rec) < 0)
			return -1;
		if ((order = strcmp(id, rec.id)) == 0)
			return !segment_dead(s, *row);
		if (order < 0)
			hi = mid;
		else
			lo = mid + 1;
	}
	return 0;
}
