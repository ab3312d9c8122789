/*
 * Any bytes at all: a reader of fingerprints ends, reads nothing outside, and
 * gives only what can be printed and read again: the same.
 */

#include "fuzz.h"
#include "signal/fingerprint.h"

const struct fuzz_seed fuzz_seeds[] = {
	FUZZ_SEED(
	    "## sg peaks 1\n" FUZZ_PROFILE
	    "## rec a\n# rec\tframe\tfreq\tlevel\t"
	    "rank\na\t1.5\t20.5\t-30\t1\n## frames 90\n## end\n"
	    "## sg hashes 1\n" FUZZ_PROFILE "## rec a\n# rec\tt_ref\thash\n"
	    "a\t10\t0001abcd\na\t12\t00000001\n## frames 90\n## end\n"),
	{ NULL, 0 }
};

/* Read all recordings; print them to out unless it is NULL. -1: refused. */
static int
read_all(const void *data, size_t size, FILE *out)
{
	struct fingerprint_reader r;
	FILE *fp;
	int got;

	if (size == 0 ||
	    (fp = fmemopen((void *)(uintptr_t)data, size, "r")) == NULL)
		return -1;
	got = fingerprint_open(&r, fp, "fuzz");
	while (got == 0 && (got = fingerprint_next(&r)) > 0) {
		if (r.fp.frames == 0 && r.fp.n_peak + r.fp.n_mark > 0)
			abort();
		if (out != NULL)
			fingerprint_print(out, r.profile, "fuzz", &r.fp);
		got = 0;
	}
	if (got < 0 && strchr(r.err, '\n') != NULL)
		abort(); /* a message is one line */
	fingerprint_release(&r);
	fclose(fp);
	return got;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *once = NULL, *twice = NULL;
	size_t n = 0, m = 0;
	FILE *out = open_memstream(&once, &n);
	int r = read_all(data, size, out);

	fclose(out);
	if (r == 0 && n > 0) {
		out = open_memstream(&twice, &m);
		if (read_all(once, n, out) < 0)
			abort();
		fclose(out);
		if (n != m || memcmp(once, twice, n) != 0)
			abort();
	}
	free(once);
	free(twice);
	return 0;
}
