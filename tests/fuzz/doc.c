/* Any bytes as the body of a document out of a database, in either spelling. */

#include "retrieval/doc.h"
#include "fuzz.h"
#include "mend.h"

const struct fuzz_seed fuzz_seeds[] = {
	FUZZ_SEED("\144\0\3\0SGROWS01\0\0\0\0\100\0\0\1\0\0\0\0\200\0\0\2"
		  "\0\0\0\1\0\0\0\3"),
	FUZZ_SEED("\144\0\3\0SGSEGMT1"), { NULL, 0 }
};

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct doc d = { 0 };
	uint32_t frames, postings, i;
	uint8_t *body, *again;
	size_t n;

	if (size < 4)
		return 0;
	frames = (uint32_t)(data[0] | data[1] << 8);
	postings = (uint32_t)(data[2] | data[3] << 8);
	n = size - 4;
	body = malloc(n + 8);
	memcpy(body, data + 4, n);
	if (n >= HEAD_BYTES && memcmp(body, SEGMENT_MAGIC, 8) == 0)
		mend(body, n);
	snprintf(d.fp.id, sizeof d.fp.id, "fuzz");
	if (doc_read(&d, profile_default(), body, n, frames, postings) == 0) {
		MUST(d.fp.n_mark == postings);
		for (i = 0; i < d.fp.n_mark; i++)
			MUST(d.fp.mark[i].t_ref < frames &&
			     (i == 0 ||
				 d.fp.mark[i].t_ref >= d.fp.mark[i - 1].t_ref));
		again = doc_pack(profile_default(), &d.fp, &n);
		MUST(again != NULL);
		free(again);
	} else {
		must_be_a_line(d.err);
	}
	doc_release(&d);
	free(body);
	return 0;
}
