#define _GNU_SOURCE /* memfd_create */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/sg.h"
#include "base/sort.h"
#include "retrieval/doc.h"
#include "retrieval/segment_build.h"
#include "retrieval/segment_scan.h"

static const char adopted[] = "SGROWS01";

enum {
	MAGIC = 8,  /* bytes */
	POSTING = 8 /* bytes of one, most byte first */
};

/* Whether the landmarks of the peaks that are kept are the fingerprint's. */
static bool
derivable(const struct profile *pr, const struct fingerprint *fp)
{
	struct peak *p = xreallocarray(NULL, fp->n_peak + 1, sizeof *p);
	struct landmark *mark;
	size_t i, n = 0, n_mark;
	bool same;

	for (i = 0; i < fp->n_peak; i++)
		if (pr->kind == PROFILE_SONICGEN ||
		    fp->peak[i].rank < pr->store_rank)
			p[n++] = fp->peak[i];
	n_mark = landmark_pair(pr, p, n, n, &mark);
	same = n_mark == fp->n_mark;
	for (i = 0; same && i < n_mark; i++)
		same = landmark_order(&mark[i], &fp->mark[i]) == 0;
	free(mark);
	free(p);
	return same;
}

/* All bytes of a file; NULL and errno. */
static uint8_t *
read_all(int fd, size_t *size)
{
	off_t n = lseek(fd, 0, SEEK_END);
	uint8_t *p;

	if (n < 0)
		return NULL;
	*size = (size_t)n;
	p = xreallocarray(NULL, *size + 1, 1);
	errno = EIO; /* a short read */
	if (pread(fd, p, *size, 0) == n)
		return p;
	free(p);
	return NULL;
}

uint8_t *
doc_pack(const struct profile *pr, const struct fingerprint *fp, size_t *size)
{
	static const struct segment_meta none = { .duration_s = -1 };
	struct fingerprint peaks = *fp;
	struct segment_build build;
	uint8_t *body = NULL;
	int fd, copy;

	if ((fd = memfd_create("body", MFD_CLOEXEC)) < 0)
		return NULL;
	if (derivable(pr, fp))
		peaks.n_mark = 0;
	segment_build_init(&build, pr);
	segment_build_put(&build, &peaks, &none);
	copy = dup(fd); /* which the writer closes */
	if (copy >= 0 && segment_build_write(&build, copy) == 0)
		body = read_all(fd, size);
	segment_build_release(&build);
	close(fd);
	return body;
}

bool
doc_adopted(const uint8_t *body, size_t size)
{
	return size >= MAGIC && memcmp(body, adopted, MAGIC) == 0;
}

static int
damaged(struct doc *d, const char *what)
{
	snprintf(d->err, sizeof d->err, "damaged: %s", what);
	return -1;
}

/* Room for n keys, and as many to sort them. */
static void
reserve(struct doc *d, size_t n)
{
	d->key = xgrow(d->key, &d->cap_key, 2 * (n + 1), sizeof *d->key);
}

/* The keys, t_ref << 32 | hash, become the postings. */
static int
take_keys(struct doc *d, const struct profile *pr, size_t n, uint32_t postings)
{
	const uint32_t space = landmark_space(pr);
	struct fingerprint *fp = &d->fp;
	size_t i;

	if (n != postings)
		return damaged(d, "it has not its postings");
	for (i = 1; i < n && d->key[i - 1] <= d->key[i]; i++)
		;
	if (i < n)
		sort_u64(d->key, d->key + n, n);
	fp->mark = xgrow(fp->mark, &fp->cap_mark, n + 1, sizeof *fp->mark);
	for (i = 0; i < n; i++) {
		fp->mark[i] = (struct landmark) { (uint32_t)(d->key[i] >> 32),
			(uint32_t)d->key[i] };
		if (fp->mark[i].hash >= space)
			return damaged(d, "a hash beyond the space");
	}
	fp->n_mark = n;
	if (n > 0 && fp->mark[n - 1].t_ref >= fp->frames)
		return damaged(d, "a posting beyond its end");
	return 0;
}

static int
read_adopted(struct doc *d, const struct profile *pr, const uint8_t *body,
    size_t size, uint32_t postings)
{
	const uint64_t frame = ((uint64_t)1 << DOC_FRAME_BITS) - 1;
	size_t n = (size - MAGIC) / POSTING, i;
	uint64_t v;

	if (size != MAGIC + n * POSTING)
		return damaged(d, "its end is missing");
	reserve(d, n);
	for (i = 0; i < n; i++) {
		v = be64(body + MAGIC + i * POSTING);
		d->key[i] = (v & frame) << 32 | (uint32_t)(v >> DOC_FRAME_BITS);
	}
	d->fp.has_peaks = false;
	d->fp.n_peak = 0;
	return take_keys(d, pr, n, postings);
}

static int
read_postings(struct doc *d, const struct profile *pr, const struct segment *s,
    uint32_t postings)
{
	struct segment_scan scan;
	uint32_t hash, pos;
	size_t n = 0;
	int r;

	reserve(d, postings);
	segment_scan_init(&scan, s);
	while ((r = segment_scan_next(&scan, UINT64_MAX, &hash, &pos)) > 0) {
		if (n < postings)
			d->key[n] = (uint64_t)pos << 32 | hash;
		n++;
	}
	segment_scan_release(&scan);
	return r < 0 ? damaged(d, "postings") : take_keys(d, pr, n, postings);
}

static int
derive(struct doc *d, const struct profile *pr, uint32_t postings)
{
	struct landmark *mark;
	size_t i, n;

	n = landmark_pair(pr, d->fp.peak, d->fp.n_peak, d->fp.n_peak, &mark);
	reserve(d, n);
	for (i = 0; i < n; i++)
		d->key[i] = (uint64_t)mark[i].t_ref << 32 | mark[i].hash;
	free(mark);
	return take_keys(d, pr, n, postings);
}

static int
read_segment(struct doc *d, const struct segment *s, const struct profile *pr,
    uint32_t postings)
{
	struct fingerprint *fp = &d->fp;
	struct segment_rec rec;

	if (s->profile != pr)
		return damaged(d, "it has another profile");
	if (s->recordings != 1 || segment_rec(s, 0, &rec) < 0 ||
	    rec.frames != fp->frames)
		return damaged(d, "it is not its recording");
	fp->has_peaks = rec.has_peaks;
	fp->n_peak = rec.n_peaks;
	fp->peak =
	    xgrow(fp->peak, &fp->cap_peak, rec.n_peaks + 1, sizeof *fp->peak);
	if (segment_peaks(s, 0, fp->peak) < 0)
		return damaged(d, "peaks");
	return segment_postings(s) > 0 || postings == 0 ?
		   read_postings(d, pr, s, postings) :
		   derive(d, pr, postings);
}

int
doc_read(struct doc *d, const struct profile *pr, const uint8_t *body,
    size_t size, uint32_t frames, uint32_t postings)
{
	struct segment s;
	int r;

	d->fp.has_hashes = true;
	d->fp.frames = frames;
	if (doc_adopted(body, size))
		return read_adopted(d, pr, body, size, postings);
	if (segment_view(&s, body, size, "body", d->err, sizeof d->err) < 0)
		return -1;
	r = read_segment(d, &s, pr, postings);
	segment_close(&s);
	return r;
}

void
doc_release(struct doc *d)
{
	free(d->fp.peak);
	free(d->fp.mark);
	free(d->key);
}
