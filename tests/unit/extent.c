#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "edge/extent.h"

#define PROMISE "its header promises more bytes"
#define INSIDE  "it ends inside a frame, page or chunk"

/* An input that is put together bit by bit. */
struct bytes {
	unsigned char b[8192];
	size_t n;
};

static void
add(struct bytes *s, const char *b, size_t n)
{
	assert_true(s->n + n <= sizeof s->b);
	memcpy(s->b + s->n, b, n);
	s->n += n;
}

static void
fill(struct bytes *s, size_t n)
{
	assert_true(s->n + n <= sizeof s->b);
	memset(s->b + s->n, 0x55, n);
	s->n += n;
}

/* The verdict on the first n bytes, fed `step` at a time. */
static const char *
verdict(extent_step *f, const struct bytes *s, size_t n, size_t step)
{
	struct extent e;
	size_t at, k;

	extent_init(&e, f);
	for (at = 0; at < n; at += k) {
		k = n - at < step ? n - at : step;
		extent_feed(&e, s->b + at, k);
	}
	assert_int_equal(e.pos, n);
	return extent_verdict(&e);
}

static const char *
file_verdict(extent_step *f, const struct bytes *s, size_t n)
{
	FILE *fp = tmpfile();
	struct extent e;

	assert_non_null(fp);
	assert_int_equal(fwrite("skipped", 1, 7, fp), 7);
	assert_int_equal(fwrite(s->b, 1, n, fp), n);
	assert_int_equal(fflush(fp), 0);
	extent_init(&e, f);
	assert_int_equal(extent_file(&e, fileno(fp), 7), 0);
	assert_int_equal(e.pos, n);
	fclose(fp);
	return extent_verdict(&e);
}

static bool
same(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

/*
 * The whole input is whole; with `tail` bytes left out, up to `most`, it is
 * not; and it is all the same how it comes.
 */
static void
check(extent_step *f, const struct bytes *s, size_t most)
{
	size_t n, step;
	const char *v;

	for (n = s->n - most; n <= s->n; n++) {
		v = verdict(f, s, n, s->n);
		for (step = 1; step < 40; step += 6)
			assert_true(same(v, verdict(f, s, n, step)));
		assert_true(same(v, file_verdict(f, s, n)));
		if (n == s->n)
			assert_null(v);
		else
			assert_non_null(v);
	}
}

static void
test_riff(void **state)
{
	struct bytes s = { .n = 0 };

	(void)state;
	add(&s, "RIFF\0\0\0\0WAVEfmt \x10\0\0\0", 20);
	fill(&s, 16);
	add(&s, "LIST\3\0\0\0abc\0", 12);
	add(&s, "data\x64\0\0\0", 8);
	fill(&s, 100);
	check(extent_wav, &s, 100);
	assert_string_equal(verdict(extent_wav, &s, s.n - 1, 9), PROMISE);
	assert_string_equal(verdict(extent_wav, &s, 30, 9), INSIDE);
	/* what follows the samples is not asked anything */
	add(&s, "LIST\xff\xff", 6);
	check(extent_wav, &s, 0);
}

static void
test_unsized(void **state)
{
	static const char *const size[] = { "\0\0\0\0", "\xff\xff\xff\xff",
		"\0\xf0\xff\x7f", "\0\0\0\x80" };
	struct bytes s;
	size_t i;

	(void)state;
	for (i = 0; i < 4; i++) {
		s.n = 0;
		add(&s, "RIFF\0\0\0\0WAVEdata", 16);
		add(&s, size[i], 4);
		fill(&s, 100);
		assert_null(verdict(extent_wav, &s, s.n, 7));
		assert_null(verdict(extent_wav, &s, s.n - 1, 7));
	}
}

static void
test_rf64(void **state)
{
	struct bytes s = { .n = 0 };

	(void)state;
	add(&s, "RF64\xff\xff\xff\xffWAVE", 12);
	add(&s, "ds64\x10\0\0\0\0\0\0\0\0\0\0\0\x64\0\0\0\0\0\0\0", 24);
	add(&s, "data\xff\xff\xff\xff", 8);
	fill(&s, 100);
	check(extent_wav, &s, 100);
}

static void
test_chunks(void **state)
{
	struct bytes s = { .n = 0 };

	(void)state;
	add(&s, "FORM\0\0\0\0AIFFCOMM\0\0\0\5abcde\0", 26);
	add(&s, "SSND\0\0\0\x64", 8);
	fill(&s, 100);
	check(extent_aiff, &s, 100);

	s.n = 0;
	add(&s, ".snd\0\0\0\x18\0\0\0\x64", 12);
	fill(&s, 112);
	check(extent_au, &s, 100);

	s.n = 0;
	add(&s, "riff", 4);
	fill(&s, 36);
	add(&s, "fmt ............\x1d\0\0\0\0\0\0\0abcde\0\0\0", 32);
	add(&s, "data............\x7c\0\0\0\0\0\0\0", 24);
	fill(&s, 100);
	check(extent_w64, &s, 100);

	s.n = 0;
	add(&s, "caff\0\1\0\0desc\0\0\0\0\0\0\0\2xxdata\0\0\0\0\0\0\0\x64", 34);
	fill(&s, 100);
	check(extent_caf, &s, 100);

	s.n = 0;
	add(&s, "RIFF\x64\0\0\0", 8);
	fill(&s, 100);
	check(extent_avi, &s, 100);
}

static void
test_boxes(void **state)
{
	struct bytes s = { .n = 0 };

	(void)state;
	add(&s,
	    "\0\0\0\x10"
	    "ftypisom\0\0\0\0",
	    16);
	add(&s, "\0\0\0\1mdat\0\0\0\0\0\0\0\x74", 16);
	fill(&s, 100);
	check(extent_mp4, &s, 100);
	add(&s,
	    "\0\0\0\x08"
	    "free",
	    8);
	check(extent_mp4, &s, 7);
	add(&s, "\0\0\0\0mdat", 8); /* to the end of the file */
	fill(&s, 50);
	check(extent_mp4, &s, 0);
	assert_null(verdict(extent_mp4, &s, s.n - 20, 7));

	s.n = 0;
	add(&s, "\x1a\x45\xdf\xa3\x8c", 5);
	fill(&s, 12);
	add(&s, "\x18\x53\x80\x67\x40\x64", 6);
	fill(&s, 100);
	check(extent_ebml, &s, 100);
	s.n = 17;
	add(&s, "\x18\x53\x80\x67\x01\xff\xff\xff\xff\xff\xff\xff", 12);
	fill(&s, 100); /* live: of unknown size */
	check(extent_ebml, &s, 0);
	assert_null(verdict(extent_ebml, &s, s.n - 20, 7));
}

static void
test_asf(void **state)
{
	struct bytes s = { .n = 0 };

	(void)state;
	add(&s, "\x30\x26\xb2\x75\x8e\x66\xcf\x11", 8);
	fill(&s, 22);
	add(&s,
	    "\xa1\xdc\xab\x8c\x47\xa9\xcf\x11\x8e\xe4\0\xc0\x0c\x20\x53\x65",
	    16);
	add(&s, "\x68\0\0\0\0\0\0\0", 8);
	fill(&s, 80);
	add(&s, "\x36\x26\xb2\x75\x8e\x66\xcf\x11\xa6\xd9\0\xaa\0\x62\xce\x6c",
	    16);
	add(&s, "\x64\0\0\0\0\0\0\0", 8);
	fill(&s, 76);
	/* the properties' file size and flags: 40 and 88 bytes from them */
	memcpy(s.b + 30 + 40, "\xea\0\0\0\0\0\0\0", 8);
	s.b[30 + 88] = 0;
	assert_int_equal(s.n, 0xea);
	check(extent_asf, &s, 100);
	assert_string_equal(verdict(extent_asf, &s, s.n - 1, 7), PROMISE);
	s.b[30 + 88] = 1; /* broadcast: no size */
	check(extent_asf, &s, 0);
}

static void
test_pages(void **state)
{
	struct bytes s = { .n = 0 };
	char page[27] = "OggS\0\2";

	(void)state;
	page[26] = 2;
	add(&s, page, 27);
	add(&s, "\xff\x05", 2);
	fill(&s, 260);
	page[5] = 0;
	add(&s, page, 27);
	add(&s, "\xff\x05", 2);
	fill(&s, 260);
	assert_string_equal(
	    verdict(extent_ogg, &s, s.n, 7), "its last page is missing");
	assert_string_equal(verdict(extent_ogg, &s, s.n - 1, 7), INSIDE);
	page[5] = 4;
	page[26] = 1;
	add(&s, page, 27);
	add(&s, "\x10", 1);
	fill(&s, 16);
	check(extent_ogg, &s, 500);
}

static void
test_frames(void **state)
{
	static const char mp3[4] = { '\xff', '\xfb', '\x90', '\0' };
	struct bytes s = { .n = 0 };
	size_t i;

	(void)state;
	/* 128 kbit/s at 44.1 kHz: 417 bytes */
	assert_int_equal(
	    extent_mp3_frame((const unsigned char *)"\xff\xfb\x90\0"), 417);
	assert_int_equal(
	    extent_mp3_frame((const unsigned char *)"\xff\xfb\x92\0"), 418);
	assert_int_equal(
	    extent_mp3_frame((const unsigned char *)"\xff\xfb\xf0\0"), 0);
	assert_int_equal(/* layer 2, MPEG 2, 64 kbit/s at 22.05 kHz */
	    extent_mp3_frame((const unsigned char *)"\xff\xf5\x80\0"), 417);
	for (i = 0; i < 4; i++) {
		add(&s, mp3, 4);
		fill(&s, 413);
	}
	check(extent_mp3, &s, 416);
	assert_null(verdict(extent_mp3, &s, s.n - 417, 5));
	/* the same with a count of its bytes: seen at a frame's edge too */
	memcpy(s.b + 36, "Xing\0\0\0\3\0\0\0\4\0\0\x06\x84", 16);
	check(extent_mp3, &s, 417);
	add(&s, "TAGsong", 7);
	fill(&s, 121);
	check(extent_mp3, &s, 0);
	add(&s, "APETAGEX\0\0\0\0\x0c\0\0\0", 16);
	fill(&s, 16);
	for (i = 0; i < 3; i++)
		add(&s, mp3, 4); /* a picture, say */
	check(extent_mp3, &s, 0);
	for (i = 0; i < 3; i++) {
		add(&s, mp3, 4);
		fill(&s, 413);
	}
	assert_string_equal(verdict(extent_mp3, &s, s.n, 5),
	    "frames are missing or damaged in its middle");
	assert_string_equal(verdict(extent_mp3, &s, 1667, 5), PROMISE);

	s.n = 0;
	for (i = 0; i < 4; i++) {
		add(&s, "\xff\xf1\x50\x80\x06\x5f\xfc", 7); /* 50 bytes */
		fill(&s, 43);
	}
	check(extent_adts, &s, 49);

	s.n = 0;
	add(&s, "#!AMR\n", 6);
	for (i = 0; i < 3; i++) {
		add(&s, "\x3c", 1);
		fill(&s, 31);
	}
	check(extent_amr, &s, 31);
	s.n = 0;
	add(&s, "#!AMR-WB\n", 9);
	add(&s, "\x04", 1);
	fill(&s, 17);
	check(extent_amr, &s, 17);

	s.n = 0;
	for (i = 0; i < 3; i++) {
		add(&s, "\x47", 1);
		fill(&s, 187);
	}
	check(extent_ts, &s, 187);

	s.n = 0;
	add(&s, "FLV\1\5\0\0\0\x09\0\0\0\0", 13);
	add(&s, "\x08\0\0\x14", 4);
	fill(&s, 7 + 20 + 4);
	check(extent_flv, &s, 20);
}

/* The samples' end, for who shall not read what comes after it. */
static void
test_sound_end(void **state)
{
	struct bytes s = { .n = 0 };
	struct extent e;

	(void)state;
	add(&s, "RIFF\0\0\0\0WAVEdata\x64\0\0\0", 20);
	extent_init(&e, extent_wav);
	extent_feed(&e, s.b, 19);
	assert_true(e.sound_end == EXTENT_UNKNOWN);
	extent_feed(&e, s.b + 19, 1);
	assert_int_equal(e.sound_end, 120);
}

static void
test_nothing_known(void **state)
{
	struct bytes s = { .n = 0 };

	(void)state;
	fill(&s, 1000);
	check(NULL, &s, 0);
	assert_null(verdict(NULL, &s, 10, 3));
}

/* Any bytes whatever: no crash, no endless loop, whatever the step. */
static void
test_noise(void **state)
{
	static extent_step *const steps[] = { extent_wav, extent_aiff,
		extent_au, extent_w64, extent_caf, extent_avi, extent_mp4,
		extent_ebml, extent_asf, extent_flv, extent_ogg, extent_mp3,
		extent_adts, extent_amr, extent_ts };
	static const char *const begin[] = { "RIFF....WAVEdata", "FORM", ".snd",
		"riff", "caff....data", "RIFF", "....moov", "\x1a\x45\xdf\xa3",
		"\x30\x26\xb2\x75", "FLV\1", "OggS", "\xff", "\xff\xf1",
		"#!AMR\n", "G" };
	struct bytes s;
	uint32_t seed = 1;
	size_t i, k, round;

	(void)state;
	for (round = 0; round < 3000; round++) {
		i = round % (sizeof steps / sizeof steps[0]);
		s.n = 700;
		for (k = 0; k < s.n; k++) {
			seed = seed * 1664525 + 1013904223;
			s.b[k] = (unsigned char)(seed >> 24);
			if (seed >> 8 & 1)
				s.b[k] = 0; /* small sizes go further */
		}
		memcpy(s.b, begin[i], strlen(begin[i]));
		assert_true(same(verdict(steps[i], &s, s.n, 1),
		    verdict(steps[i], &s, s.n, 700)));
	}
}

/* Junk that looks like the header of a frame takes none of the frame's bytes. */
static void
test_looks_like_a_frame(void **state)
{
	struct bytes s = { .n = 0 };

	(void)state;
	add(&s, "ID3\4\0\0\0\2\0\0\xff\0\xff\xfb\x90", 15);
	assert_string_equal(verdict(extent_mp3, &s, s.n, s.n), INSIDE);
	assert_string_equal(verdict(extent_mp3, &s, s.n, 1), INSIDE);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_looks_like_a_frame),
		cmocka_unit_test(test_riff),
		cmocka_unit_test(test_unsized),
		cmocka_unit_test(test_rf64),
		cmocka_unit_test(test_chunks),
		cmocka_unit_test(test_boxes),
		cmocka_unit_test(test_asf),
		cmocka_unit_test(test_pages),
		cmocka_unit_test(test_frames),
		cmocka_unit_test(test_sound_end),
		cmocka_unit_test(test_nothing_known),
		cmocka_unit_test(test_noise),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
