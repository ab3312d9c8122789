#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/crc32c.h"
#include "base/sg.h"
#include "retrieval/postings.h"
#include "retrieval/segment_check.h"
#include "retrieval/segment_file.h"
#include "retrieval/segment_scan.h"

static const char *const part_name[SEGMENT_PARTS] = { "rows", "row numbers",
	"text", "peaks", "directory", "postings" };

/* The parts as they stand in the file, one after another. */
static const int order[SEGMENT_PARTS] = { SEGMENT_PEAKS, SEGMENT_POSTINGS,
	SEGMENT_BUCKETS, SEGMENT_ROWS, SEGMENT_BY_ID, SEGMENT_TEXT };

void
finding(struct findings *f, const char *file, const char *fmt, ...)
{
	char text[256];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	f->say(f->arg, file, text);
	f->n++;
}

/* Their checksums, their places, and zeros between them. */
static bool
check_parts(const struct segment *s, struct findings *f)
{
	const struct segment_part *p;
	unsigned before = f->n;
	uint64_t at = HEAD_BYTES;
	int i;

	for (i = HEAD_CRC + 4; i < HEAD_BYTES; i++)
		if (s->map[i] != 0)
			finding(f, s->name, "byte %d: want 0", i);
	for (i = 0; i < SEGMENT_PARTS; i++) {
		p = &s->part[order[i]];
		if (p->offset < at || p->offset - at >= SEGMENT_ALIGN ||
		    p->offset % SEGMENT_ALIGN != 0) {
			finding(f, s->name,
			    "%s: begin at byte %ju, not after %ju",
			    part_name[order[i]], (uintmax_t)p->offset,
			    (uintmax_t)at);
			break;
		}
		for (; at < p->offset; at++)
			if (s->map[at] != 0)
				finding(f, s->name, "byte %ju: want 0",
				    (uintmax_t)at);
		if (crc32c(0, p->data, p->size) != p->crc)
			finding(f, s->name, "%s: wrong checksum",
			    part_name[order[i]]);
		at += p->size;
	}
	return f->n == before;
}

static void
check_directory(const struct segment *s, struct findings *f)
{
	const uint8_t *d = s->part[SEGMENT_BUCKETS].data;
	uint64_t at = le40(d), next, size;
	uint32_t i;

	if (at != 0)
		finding(f, s->name, "directory: begins at %ju", (uintmax_t)at);
	for (i = 1; i <= s->buckets; i++, at = next) {
		next = le40(d + (size_t)i * BUCKET_BYTES);
		if (next < at) {
			finding(f, s->name, "directory: bucket %u goes back",
			    i - 1);
			return;
		}
	}
	size = s->part[SEGMENT_POSTINGS].size - POSTINGS_PAD;
	if (at != size)
		finding(f, s->name, "directory: ends at %ju of %ju",
		    (uintmax_t)at, (uintmax_t)size);
}

/* The peaks of a row: order comes with the decoder, the rest is here. */
static void
check_peaks(const struct segment *s, uint32_t row,
    const struct segment_rec *rec, struct findings *f)
{
	const struct profile *pr = s->profile;
	struct peak *p = xreallocarray(NULL, rec->n_peaks + 1u, sizeof *p);
	uint32_t i;

	if (segment_peaks(s, row, p) < 0) {
		finding(f, s->name, "row %u: peaks are damaged", row);
		free(p);
		return;
	}
	for (i = 0; i < rec->n_peaks; i++)
		if (p[i].time / pr->time_div >= rec->frames ||
		    (pr->kind == PROFILE_SG1 && p[i].rank >= pr->store_rank)) {
			finding(f, s->name, "row %u: peak %u is out of range",
			    row, i);
			break;
		}
	free(p);
}

/* Rows one after another, on the timeline and in the parts that they use. */
static void
check_rows(const struct segment *s, struct findings *f)
{
	uint64_t base = 0, peaks = 0, text = 0, postings = 0;
	struct segment_rec rec;
	const uint8_t *r;
	uint32_t row;

	for (row = 0; row < s->recordings; row++) {
		r = s->part[SEGMENT_ROWS].data + (size_t)row * ROW_BYTES;
		if (segment_rec(s, row, &rec) < 0) {
			finding(f, s->name, "row %u is damaged", row);
			return;
		}
		if (rec.base != base || le64(r + ROW_PEAKS_AT) != peaks ||
		    le64(r + ROW_TEXT_AT) != text ||
		    le32(r + ROW_FLAGS) >= 2 * ROW_HAS_PEAKS)
			finding(f, s->name,
			    "row %u does not follow the one before it", row);
		base += rec.frames;
		postings += rec.n_postings;
		peaks += le32(r + ROW_PEAKS_BYTES);
		text += strlen(rec.id) + 1;
		text += rec.title != NULL ? strlen(rec.title) + 1 : 0;
		text += rec.url != NULL ? strlen(rec.url) + 1 : 0;
		text += rec.published != NULL ? strlen(rec.published) + 1 : 0;
		check_peaks(s, row, &rec, f);
	}
	if (base != s->timeline || postings != s->postings ||
	    peaks != s->part[SEGMENT_PEAKS].size ||
	    text != s->part[SEGMENT_TEXT].size)
		finding(f, s->name, "rows do not add up to the header's sums");
}

static void
check_ids(const struct segment *s, struct findings *f)
{
	const uint8_t *by_id = s->part[SEGMENT_BY_ID].data;
	struct segment_rec rec;
	const char *last = "";
	uint32_t i, row;

	for (i = 0; i < s->recordings; i++) {
		row = le32(by_id + (size_t)i * 4);
		if (row >= s->recordings || segment_rec(s, row, &rec) < 0 ||
		    strcmp(last, rec.id) >= 0) {
			finding(
			    f, s->name, "row numbers: %u is out of order", i);
			return;
		}
		last = rec.id;
	}
}

/* Each posting lies in a row, and each row has as many as it says. */
static void
check_postings(const struct segment *s, struct findings *f)
{
	uint32_t *count =
	    xreallocarray(NULL, s->recordings + 1u, sizeof *count);
	struct segment_scan scan;
	struct segment_rec rec;
	uint32_t hash, pos, row;
	int r;

	memset(count, 0, (s->recordings + 1u) * sizeof *count);
	segment_scan_init(&scan, s);
	while ((r = segment_scan_next(&scan, UINT64_MAX, &hash, &pos)) > 0) {
		count[segment_rec_at(s, pos)]++;
		if (hash < s->space)
			continue;
		finding(f, s->name, "hash %08x is beyond the space", hash);
		break;
	}
	if (r < 0)
		finding(f, s->name, "bucket %u is damaged", scan.bucket);
	for (row = 0; r == 0 && row < s->recordings; row++)
		if (segment_rec(s, row, &rec) == 0 &&
		    count[row] != rec.n_postings)
			finding(f, s->name, "row %u: %u postings, says %u", row,
			    count[row], rec.n_postings);
	segment_scan_release(&scan);
	free(count);
}

void
segment_check(const struct segment *s, struct findings *f)
{
	unsigned before = f->n;

	if (!check_parts(s, f))
		return; /* all else would follow from that */
	check_directory(s, f);
	check_rows(s, f);
	check_ids(s, f);
	if (f->n == before)
		check_postings(s, f);
}
