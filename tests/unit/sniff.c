#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "edge/sniff.h"

#define ZEROS "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"

/* sizeof of a literal, less its NUL */
#define HEAD(s) (s), sizeof(s) - 1

static void
is(const char *b, size_t n, const char *name, enum sniff_way file,
    enum sniff_way pipe)
{
	const struct sniff *k = sniff((const unsigned char *)b, n);

	assert_non_null(k);
	assert_string_equal(k->name, name);
	assert_int_equal(k->file, file);
	assert_int_equal(k->pipe, pipe);
}

static void
nothing(const char *b, size_t n)
{
	assert_null(sniff((const unsigned char *)b, n));
}

static void
test_wav(void **state)
{
	(void)state;
	is(HEAD("RIFF\1\2\3\4WAVEfmt \x10\0\0\0\1\0" ZEROS), "WAV",
	    SNIFF_SOUNDFILE, SNIFF_PUMPED);
	is(HEAD("RIFX\1\2\3\4WAVEfmt \0\0\0\x10\0\3" ZEROS), "WAV",
	    SNIFF_SOUNDFILE, SNIFF_PUMPED);
	/* MP3 in WAV */
	is(HEAD("RIFF\1\2\3\4WAVEfmt \x10\0\0\0\x55\0" ZEROS), "WAV",
	    SNIFF_FFMPEG, SNIFF_FFMPEG);
	/* no size */
	is(HEAD("RIFF\1\2\3\4WAVEdata\xff\xff\xff\xff" ZEROS), "WAV",
	    SNIFF_FFMPEG, SNIFF_FFMPEG);
	is(HEAD("RIFF\1\2\3\4WAVEdata\0\0\0\0" ZEROS), "WAV", SNIFF_FFMPEG,
	    SNIFF_FFMPEG);
	is(HEAD("RF64\xff\xff\xff\xffWAVEds64\x1c\0\0\0" ZEROS), "RF64",
	    SNIFF_SOUNDFILE, SNIFF_FFMPEG);
	nothing(HEAD("RIFF\1\2\3\4WEBPVP8 " ZEROS));
	nothing(HEAD("RIFF\1\2\3\4WAVE"));
}

static void
test_magic(void **state)
{
	(void)state;
	is(HEAD("FORM\1\2\3\4AIFF" ZEROS), "AIFF", SNIFF_SOUNDFILE,
	    SNIFF_PUMPED);
	is(HEAD("FORM\1\2\3\4AIFC" ZEROS), "AIFF", SNIFF_SOUNDFILE,
	    SNIFF_PUMPED);
	nothing(HEAD("FORM\1\2\3\4ILBM" ZEROS));
	is(HEAD(".snd\0\0\0\x18" ZEROS), "AU", SNIFF_SOUNDFILE, SNIFF_PUMPED);
	is(HEAD("riff\x2e\x91\xcf\x11\xa5\xd6\x28\xdb\4\xc1\0\0........"
		"wave" ZEROS),
	    "Wave64", SNIFF_SOUNDFILE, SNIFF_PUMPED);
	is(HEAD("caff\0\1\0\0desc\0\0\0\0\0\0\0\x20" ZEROS), "CAF",
	    SNIFF_SOUNDFILE, SNIFF_FFMPEG);
	is(HEAD("caff\0\1\0\0data\xff\xff\xff\xff\xff\xff\xff\xff" ZEROS),
	    "CAF", SNIFF_FFMPEG, SNIFF_FFMPEG);
	is(HEAD("fLaC\0\0\0\x22" ZEROS), "FLAC", SNIFF_SOUNDFILE, SNIFF_FFMPEG);
	is(HEAD("OggS\0\2" ZEROS), "Ogg", SNIFF_FFMPEG, SNIFF_FFMPEG);
	is(HEAD("\x1a\x45\xdf\xa3" ZEROS), "Matroska", SNIFF_FFMPEG,
	    SNIFF_FFMPEG);
	is(HEAD("\x30\x26\xb2\x75\x8e\x66\xcf\x11\xa6\xd9" ZEROS), "ASF",
	    SNIFF_FFMPEG, SNIFF_FFMPEG);
	is(HEAD("RIFF\1\2\3\4AVI LIST" ZEROS), "AVI", SNIFF_FFMPEG,
	    SNIFF_FFMPEG);
	is(HEAD("FLV\1" ZEROS), "FLV", SNIFF_FFMPEG, SNIFF_FFMPEG);
	is(HEAD("#!AMR\n\x3c" ZEROS), "AMR", SNIFF_FFMPEG, SNIFF_FFMPEG);
	is(HEAD("#!AMR-WB\n\x3c" ZEROS), "AMR", SNIFF_FFMPEG, SNIFF_FFMPEG);
}

/* Where the index (moov) is decides whether a pipe must be stored. */
static void
test_mp4(void **state)
{
	static char long_free[SNIFF_HEAD] = "\0\0\0\x10"
					    "ftypisom\0\0\0\0"
					    "\0\2\0\0"
					    "free";

	(void)state;
	is(HEAD("\0\0\0\x10"
		"ftypM4A \0\0\0\0"
		"\0\0\0\x40"
		"moov" ZEROS),
	    "MP4", SNIFF_SPOOLED, SNIFF_FFMPEG);
	is(HEAD("\0\0\0\x10"
		"ftypM4A \0\0\0\0"
		"\0\0\0\x08"
		"free"
		"\0\0\0\x40"
		"moov" ZEROS),
	    "MP4", SNIFF_SPOOLED, SNIFF_FFMPEG);
	is(HEAD("\0\0\0\x10"
		"ftypM4A \0\0\0\0"
		"\0\0\0\x40"
		"mdat" ZEROS),
	    "MP4", SNIFF_SPOOLED, SNIFF_SPOOLED);
	is(HEAD("\0\0\0\x40"
		"moov" ZEROS),
	    "MP4", SNIFF_SPOOLED, SNIFF_FFMPEG);
	is(long_free, sizeof long_free, "MP4", SNIFF_SPOOLED, SNIFF_SPOOLED);
}

/* Frames and packets are known by the next ones being where they must be. */
static void
test_frames(void **state)
{
	char b[2000];
	size_t i;

	(void)state;
	memset(b, 0x11, sizeof b);
	for (i = 0; i + 4 < sizeof b; i += 417)
		memcpy(b + i, "\xff\xfb\x90\x64", 4);
	is(b, sizeof b, "MP3", SNIFF_MPG123, SNIFF_MPG123);
	is(b + 100, sizeof b - 100, "MP3", SNIFF_MPG123, SNIFF_MPG123);
	nothing(b, 500);
	b[417] = 0;
	b[2 * 417] = 0;
	nothing(b, sizeof b);

	memset(b, 0x11, sizeof b);
	for (i = 0; i < sizeof b - 50; i += 50)
		memcpy(b + i, "\xff\xf1\x50\x80\x06\x5f\xfc", 7);
	is(b, sizeof b, "AAC", SNIFF_FFMPEG, SNIFF_FFMPEG);
	b[50] = 0;
	nothing(b, sizeof b);

	memset(b, 0x11, sizeof b);
	for (i = 0; i < sizeof b; i += 188)
		b[i] = 0x47;
	is(b, sizeof b, "MPEG transport stream", SNIFF_FFMPEG, SNIFF_FFMPEG);
	b[188] = 0;
	nothing(b, sizeof b);
}

static void
test_nothing(void **state)
{
	static char noise[SNIFF_HEAD];
	uint32_t seed = 7;
	size_t i, round;

	(void)state;
	nothing("", 0);
	nothing(HEAD("RIFF$"));
	nothing(HEAD("#EXTM3U\n#EXT-X-TARGETDURATION:5\nfile:///etc/passwd\n"));
	nothing(HEAD("ffconcat version 1.0\nfile '/etc/passwd'\n"));
	nothing(HEAD("<?xml version='1.0'?><MPD></MPD>"));
	nothing(HEAD("\x89PNG\r\n\x1a\n" ZEROS));
	nothing(HEAD("%PDF-1.4\n" ZEROS));
	nothing(HEAD(ZEROS ZEROS));
	for (round = 0; round < 20; round++) {
		for (i = 0; i < sizeof noise; i++) {
			seed = seed * 1664525 + 1013904223;
			noise[i] = (char)(seed >> 24);
		}
		nothing(noise, sizeof noise);
	}
}

static void
test_id3(void **state)
{
	const unsigned char tag[] = "ID3\4\0\0\0\x12\x60\0";
	unsigned char b[10];

	(void)state;
	assert_int_equal(sniff_id3(tag, 10), 10 + (0x12 << 14) + (0x60 << 7));
	assert_int_equal(sniff_id3(tag, 9), 0);
	memcpy(b, tag, 10);
	b[5] = 0x10; /* with a footer */
	assert_int_equal(sniff_id3(b, 10), 20 + (0x12 << 14) + (0x60 << 7));
	b[9] = 0x80; /* no syncsafe number */
	assert_int_equal(sniff_id3(b, 10), 0);
}

static void
test_flac_samples(void **state)
{
	unsigned char b[42] = "fLaC\0\0\0\x22";

	(void)state;
	b[21] = 0xf1;
	b[25] = 5;
	assert_int_equal(sniff_flac_samples(b, 42), (UINT64_C(1) << 32) + 5);
	assert_int_equal(sniff_flac_samples(b, 25), 0);
	b[4] = 1; /* another block first */
	assert_int_equal(sniff_flac_samples(b, 42), 0);
}

static void
test_text(void **state)
{
	(void)state;
	assert_true(sniff_text((const unsigned char *)"Gr\xc3\xbc\xc3\x9f"
						      "e\t an alle\r\n",
	    18));
	assert_false(
	    sniff_text((const unsigned char *)"a text with a\0in it", 20));
	assert_false(sniff_text((const unsigned char *)"RIFF$", 5));
	assert_false(sniff_text((const unsigned char *)"", 0));
}

/* Any head of any kind with any byte changed: no read beyond its end. */
static void
test_mutations(void **state)
{
	static const char *const begin[] = { "RIFF....WAVEfmt ", "FORM....AIFF",
		"caff....data", "....ftyp", "....moov", "\xff\xfb\x90", "OggS",
		"\xff\xf1\x50\x80\x06\x5f\xfc", "ID3\4\0", "RF64....WAVE",
		"\x1a\x45\xdf\xa3", "G" };
	unsigned char b[300];
	uint32_t seed = 3;
	size_t round, i, n;

	(void)state;
	for (round = 0; round < 50000; round++) {
		n = 1 + round % sizeof b;
		for (i = 0; i < n; i++) {
			seed = seed * 1664525 + 1013904223;
			b[i] = seed >> 30 ? 0 : (unsigned char)(seed >> 16);
		}
		i = round % (sizeof begin / sizeof begin[0]);
		memcpy(
		    b, begin[i], strlen(begin[i]) < n ? strlen(begin[i]) : n);
		sniff(b, n);
		sniff_id3(b, n);
		sniff_flac_samples(b, n);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_wav),
		cmocka_unit_test(test_magic),
		cmocka_unit_test(test_mp4),
		cmocka_unit_test(test_frames),
		cmocka_unit_test(test_nothing),
		cmocka_unit_test(test_id3),
		cmocka_unit_test(test_flac_samples),
		cmocka_unit_test(test_text),
		cmocka_unit_test(test_mutations),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
