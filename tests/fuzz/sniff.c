/*
 * Any bytes as a container: it is known by its beginning or not, and whether it
 * is whole does not depend on the pieces in which it comes.
 */

#include "edge/sniff.h"
#include "fuzz.h"

const struct fuzz_seed fuzz_seeds[] = {
	FUZZ_SEED("RIFF\44\0\0\0WAVEfmt \20\0\0\0\1\0\1\0\100\37\0\0\200\76\0\0"
		  "\2\0\20\0data\0\0\0\0"),
	FUZZ_SEED("FORM\0\0\0\56AIFFCOMM\0\0\0\22\0\1\0\0\0\0\0\20\100\13\372"
		  "\0\0\0\0\0\0\0SSND\0\0\0\10\0\0\0\0\0\0\0\0"),
	FUZZ_SEED(
	    "OggS\0\2\0\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0\0\0\0\0\1\23OpusHead"
	    "\1\1\0\0\200\273\0\0\0\0\0"),
	FUZZ_SEED(
	    "\0\0\0\30ftypM4A \0\0\0\0M4A mp42\0\0\0\10moov\0\0\0\10mdat"),
	FUZZ_SEED("\32\105\337\243\237\102\206\201\1\102\202\204webm\30\123\200"
		  "\147\377"),
	FUZZ_SEED("ID3\4\0\0\0\0\0\0\377\373\220\144\0\0\0\0\0\0\0\0\0\0"),
	FUZZ_SEED(
	    "fLaC\0\0\0\42\20\0\20\0\0\0\0\0\0\0\12\304\102\360\0\0\0\144"),
	FUZZ_SEED("#!AMR\n\4\0\0\0\0\0\0\0\0\0\0\0\0"),
	FUZZ_SEED("\377\361\120\200\1\37\374"),
	FUZZ_SEED(
	    "FLV\1\4\0\0\0\11\0\0\0\0\10\0\0\1\0\0\0\0\0\0\0\257\0\0\0\14"),
	/* a frame that is too short for the count of bytes behind it */
	FUZZ_SEED("\325\122\000\000\111\377\200\377\377\377\024\024\113\113"
		  "\113\113\113\113\113\113\001\000\140\060\000\350\307\147"
		  "\113\101\164\000\325\122\000\000\111\377\200\377\377\377"
		  "\024\024\130\151\156\147\113\113\113\113\113\113\113\113"
		  "\001\000\140\060\000\006\002\000\163\060\000\000\040\376"
		  "\377\377\322\002"),
	{ NULL, 0 }
};

static const char *
verdict(extent_step *step, const uint8_t *data, size_t size, size_t piece)
{
	struct extent e;
	size_t n;

	extent_init(&e, step);
	for (; size > 0; data += n, size -= n) {
		n = piece < size ? piece : size;
		extent_feed(&e, data, n);
	}
	return extent_verdict(&e);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static extent_step *const all[] = { extent_wav, extent_aiff, extent_au,
		extent_w64, extent_caf, extent_avi, extent_mp4, extent_ebml,
		extent_asf, extent_flv, extent_ogg, extent_mp3, extent_adts,
		extent_amr, extent_ts };
	const struct sniff *s = sniff(data, size);
	const char *whole;
	extent_step *step;
	size_t i;

	MUST(sniff_mp3(data, size) <= size);
	sniff_id3(data, size);
	sniff_flac_samples(data, size);
	sniff_text(data, size);
	for (i = 0; i <= sizeof all / sizeof *all; i++) {
		step = i < sizeof all / sizeof *all ? all[i] :
		       s != NULL                    ? s->step :
						      NULL;
		whole = verdict(step, data, size, size + 1);
		MUST(whole == verdict(step, data, size, 1));
		MUST(whole == verdict(step, data, size, 7));
	}
	return 0;
}
