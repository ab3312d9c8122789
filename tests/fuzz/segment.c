/*
 * Any bytes as a segment, with checksums made to agree: nothing is read
 * outside of it, and what it claims to be damaged is said.
 */

#define _GNU_SOURCE /* memfd_create */
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "fuzz.h"
#include "mend.h"
#include "retrieval/segment.h"
#include "retrieval/segment_build.h"
#include "retrieval/segment_check.h"
#include "retrieval/segment_code.h"
#include "retrieval/segment_file.h"
#include "signal/landmark.h"

enum {
	SAMPLE_MAX = 1 << 16
};

/* one byte changed, and four */
const struct fuzz_seed fuzz_seeds[] = { FUZZ_SEED("\200\0\1"),
	FUZZ_SEED("\0\1\1\0\2\2\0\3\3\0\4\4"), { NULL, 0 } };

static void
say(void *arg, const char *file, const char *text)
{
	(void)arg;
	(void)file;
	(void)text;
}

static void
use(const struct segment *s)
{
	struct findings f = { .say = say };
	struct segment_rec rec;
	struct peak *peak;
	struct segment_code map = { 0 }, own = { 0 };
	uint32_t pos[64], hash, row;
	ptrdiff_t n, i;
	int r;

	for (hash = 0; hash < s->space; hash += s->space / 50 + 1) {
		n = segment_lookup(s, hash, pos, 64);
		for (i = 0; i < n && i < 64; i++)
			if (pos[i] >= s->timeline ||
			    (i > 0 && pos[i] < pos[i - 1]))
				abort();
		r = segment_code(s, hash, true, &own);
		if (segment_code(s, hash, false, &map) != r ||
		    (r == 0 && (own.size != map.size ||
				   memcmp(own.code, map.code, own.size) != 0)))
			abort();
	}
	segment_code_release(&own);
	for (row = 0; row < segment_recordings(s); row++) {
		if (segment_rec(s, row, &rec) < 0)
			continue;
		peak = malloc(rec.n_peaks * sizeof *peak + 1);
		segment_peaks(s, row, peak);
		free(peak);
		segment_find(s, rec.id, pos);
	}
	segment_check(s, &f);
}

/* A segment of three recordings, to begin with. */
static size_t
sample(uint8_t *out, size_t max_size)
{
	struct segment_meta meta = { .duration_s = 3 };
	struct landmark mark[40];
	struct peak peak[20];
	struct fingerprint fp = { .frames = 200,
		.has_peaks = true,
		.has_hashes = true,
		.mark = mark,
		.n_mark = 40,
		.peak = peak,
		.n_peak = 20 };
	struct segment_build b;
	FILE *tmp = fdopen(memfd_create("sample", 0), "w+");
	uint32_t i, k;
	size_t n;

	segment_build_init(&b, profile_default());
	for (i = 0; i < 3; i++) {
		snprintf(fp.id, sizeof fp.id, "%c", "bca"[i]);
		for (k = 0; k < 40; k++)
			mark[k] = (struct landmark) { k * 5, k * i * 9973 };
		for (k = 0; k < 20; k++)
			peak[k] = (struct peak) { k * 60, (uint16_t)(k * 150),
				(int16_t)(-k * i), 1 };
		segment_build_put(&b, &fp, &meta);
	}
	segment_build_write(&b, dup(fileno(tmp)));
	segment_build_release(&b);
	rewind(tmp);
	n = fread(out, 1, max_size, tmp);
	fclose(tmp);
	return n;
}

size_t
LLVMFuzzerCustomMutator(
    uint8_t *data, size_t size, size_t max_size, unsigned seed)
{
	size_t at;

	if (size < HEAD_BYTES)
		size = sample(data, max_size);
	else if (seed % 4 == 0) /* the header's numbers */
		LLVMFuzzerMutate(data + HEAD_RECORDINGS,
		    HEAD_PROFILE - HEAD_RECORDINGS,
		    HEAD_PROFILE - HEAD_RECORDINGS);
	else if (size > HEAD_BYTES + 1) {
		at = HEAD_BYTES + seed / 4 % (size - HEAD_BYTES - 1);
		LLVMFuzzerMutate(data + at, size - at, size - at);
	}
	if (size >= HEAD_BYTES)
		mend(data, size);
	return size;
}

/*
 * For who has no such mutator, as AFL++: what is too short for a segment changes the
 * sample, three bytes one of its: where (16 bits) and to what.
 */
static size_t
change(const uint8_t *data, size_t size, uint8_t out[static SAMPLE_MAX])
{
	static uint8_t first[SAMPLE_MAX];
	static size_t n;
	size_t i;

	if (n == 0)
		n = sample(first, SAMPLE_MAX);
	memcpy(out, first, n);
	for (i = 0; i + 3 <= size; i += 3)
		out[(size_t)(data[i] | data[i + 1] << 8) % n] = data[i + 2];
	mend(out, n);
	return n;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static int fds = -1, file = -1;
	static char name[16];
	static uint8_t changed[SAMPLE_MAX];
	struct segment s;
	char err[SEGMENT_ERR];

	if (size < HEAD_BYTES) {
		size = change(data, size, changed);
		data = changed;
	}

	if (fds < 0) {
		file = memfd_create("segment", 0); /* no disk */
		fds = open("/proc/self/fd", O_RDONLY | O_DIRECTORY);
		snprintf(name, sizeof name, "%d", file);
	}
	if (ftruncate(file, 0) < 0 ||
	    pwrite(file, data, size, 0) != (ssize_t)size)
		return 0;
	if (segment_open(&s, fds, name, err, sizeof err) == 0) {
		use(&s);
		segment_close(&s);
	}
	return 0;
}
