/* Any bytes as Sun AU: as many samples as it says, finite, or a refusal. */

#include <math.h>

#include "fuzz.h"
#include "signal/au.h"

const struct fuzz_seed fuzz_seeds[] = {
	FUZZ_SEED(".snd\0\0\0\30\377\377\377\377\0\0\0\6\0\0\37\100\0\0\0\1"
		  "\77\0\0\0\277\0\0\0"),
	FUZZ_SEED(".snd\0\0\0\40\0\0\0\4\0\0\0\3\0\0\37\100\0\0\0\1"
		  "id=abc\0\0\0\1\0\2"),
	{ NULL, 0 }
};

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	float x[61];
	struct au a;
	ptrdiff_t n, i;
	FILE *fp;

	if (size == 0 ||
	    (fp = fmemopen((void *)(uintptr_t)data, size, "r")) == NULL)
		return 0;
	if (au_open(&a, fp, "fuzz") < 0) {
		must_be_a_line(a.err);
		fclose(fp);
		return 0;
	}
	while ((n = au_read(&a, x, 61)) > 0)
		for (i = 0; i < n; i++)
			MUST(isfinite(x[i]));
	if (n < 0)
		must_be_a_line(a.err);
	else
		MUST(a.length == AU_UNKNOWN || a.n == a.length);
	fclose(fp);
	return 0;
}
