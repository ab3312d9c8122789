#include <string.h>

#include "base/bytes.h"
#include "edge/sniff.h"

enum {
	HEADER_MIN = 24 /* bytes; no container is shorter */
};

/* The n bytes at b hold s at that offset. */
static bool
has(const unsigned char *b, size_t n, size_t at, const char *s)
{
	size_t len = strlen(s);

	return n >= at + len && memcmp(b + at, s, len) == 0;
}

static bool
is_riff(const unsigned char *b, size_t n)
{
	return (has(b, n, 0, "RIFF") || has(b, n, 0, "RIFX")) &&
	       has(b, n, 8, "WAVE");
}

/* Its samples have a size; true too when they begin beyond b. */
static bool
is_riff_sized(const unsigned char *b, size_t n)
{
	struct extent e;

	if (!is_riff(b, n))
		return false;
	extent_init(&e, extent_wav);
	extent_feed(&e, b, n);
	return !e.lost;
}

/*
 * And libsndfile knows the codec of its "fmt " chunk: PCM, Microsoft's ADPCM,
 * float, A-law, mu-law, IMA ADPCM, GSM 6.10, and those with a longer name.
 */
static bool
is_wav(const unsigned char *b, size_t n)
{
	static const uint32_t known[] = { 1, 2, 3, 6, 7, 0x11, 0x31, 0xfffe };
	bool big = has(b, n, 0, "RIFX");
	uint64_t at = 12, size;
	size_t i;

	if (!is_riff_sized(b, n))
		return false;
	for (; at + 10 <= n; at += 8 + size + (size & 1)) {
		size = big ? be32(b + at + 4) : le32(b + at + 4);
		if (!has(b + at, n - at, 0, "fmt "))
			continue;
		for (i = 0; i < sizeof known / sizeof known[0]; i++)
			if (known[i] ==
			    (big ? (uint32_t)b[at + 8] << 8 | b[at + 9] :
				   (uint32_t)b[at + 9] << 8 | b[at + 8]))
				return true;
		return false;
	}
	return true;
}

static bool
is_rf64(const unsigned char *b, size_t n)
{
	return (has(b, n, 0, "RF64") || has(b, n, 0, "BW64")) &&
	       has(b, n, 8, "WAVE");
}

static bool
is_aiff(const unsigned char *b, size_t n)
{
	return has(b, n, 0, "FORM") &&
	       (has(b, n, 8, "AIFF") || has(b, n, 8, "AIFC"));
}

static bool
is_w64(const unsigned char *b, size_t n)
{
	return has(b, n, 0, "riff\x2e\x91\xcf\x11") && has(b, n, 24, "wave");
}

static bool
is_caf_unsized(const unsigned char *b, size_t n)
{
	struct extent e;

	if (!has(b, n, 0, "caff"))
		return false;
	extent_init(&e, extent_caf);
	extent_feed(&e, b, n);
	return e.lost;
}

static bool
is_mp4(const unsigned char *b, size_t n)
{
	static const char *const first[] = { "ftyp", "moov", "mdat", "styp",
		"moof", "wide", "free", "skip", "pnot", "sidx" };
	size_t i;

	for (i = 0; n >= 8 && i < sizeof first / sizeof first[0]; i++)
		if (has(b, n, 4, first[i]))
			return true;
	return false;
}

/* Its index (moov) is in b, or begins there, before any samples. */
static bool
is_mp4_stream(const unsigned char *b, size_t n)
{
	struct extent e;
	uint64_t len, at = 0;

	if (!is_mp4(b, n))
		return false;
	extent_init(&e, extent_mp4);
	while (at < n && n - at >= 8) {
		if (has(b + at, n - at, 4, "moov"))
			return true;
		if (has(b + at, n - at, 4, "mdat") ||
		    extent_mp4(&e, b + at, n - at, &len) != 1 || len > n - at)
			return false;
		at += len;
	}
	return false;
}

static bool
is_avi(const unsigned char *b, size_t n)
{
	return has(b, n, 0, "RIFF") && has(b, n, 8, "AVI ");
}

/* Enhanced AC-3 has a bit stream identification above 10. */
static bool
is_ac3(const unsigned char *b, size_t n)
{
	return n >= 64 && has(b, n, 0, "\x0b\x77") && b[5] >> 3 <= 10;
}

static bool
is_ps(const unsigned char *b, size_t n)
{
	return n >= 12 && b[0] == 0 && b[1] == 0 && b[2] == 1 && b[3] == 0xba;
}

/* Sync bytes at that distance, four in a row or all that there are. */
static bool
packets(const unsigned char *b, size_t n, size_t at, size_t size)
{
	size_t i, seen = 0;

	for (i = at; i < n && seen < 4; i += size, seen++)
		if (b[i] != 0x47)
			return false;
	return seen >= 2;
}

static bool
is_ts(const unsigned char *b, size_t n)
{
	return packets(b, n, 0, 188);
}

static bool
is_m2ts(const unsigned char *b, size_t n)
{
	return packets(b, n, 4, 192);
}

static bool
is_adts(const unsigned char *b, size_t n)
{
	size_t at = 0, len, seen = 0;

	for (; at + 7 <= n && seen < 4; at += len, seen++)
		if ((len = extent_adts_frame(b + at)) == 0)
			return false;
	return seen >= 2;
}

/* Frames of the same kind that follow each other from b on. */
static bool
mp3_at(const unsigned char *b, size_t n)
{
	size_t at = 0, len, seen = 0;

	for (; at + 4 <= n && seen < 4; at += len, seen++)
		if ((len = extent_mp3_frame(b + at)) == 0 ||
		    (b[at + 1] & 0xfe) != (b[1] & 0xfe) ||
		    (b[at + 2] & 0x0c) != (b[2] & 0x0c))
			return false;
	return seen >= 3;
}

size_t
sniff_mp3(const unsigned char *b, size_t n)
{
	size_t i;

	for (i = 0; i + 4 <= n; i++)
		if (b[i] == 0xff && mp3_at(b + i, n - i))
			return i;
	return n;
}

/* A stream cut out of a longer one begins inside a frame. */
static bool
is_mp3(const unsigned char *b, size_t n)
{
	return sniff_mp3(b, n) < n;
}

/*
 * In the order of asking. libsndfile 1.2.0 fails on FLAC from a pipe, reads
 * nothing of CAF and loses the end of RF64; of a chained Ogg file it reads the
 * first part only, and its Opus costs 1.5 times ffmpeg's. Its MP3 is
 * mpg123's, and is a tenth cheaper from there, in mono.
 */
static const struct sniff kinds[] = {
#define TOOLS(file, pipe, demuxer) SNIFF_##file, SNIFF_##pipe, demuxer
	{ "WAV", TOOLS(SOUNDFILE, PUMPED, "wav"), extent_wav, NULL, is_wav },
	{ "WAV", TOOLS(FFMPEG, FFMPEG, "wav"), extent_wav, NULL,
	    is_riff_sized },
	{ "WAV", TOOLS(FFMPEG, FFMPEG, "wav"), NULL, NULL, is_riff },
	{ "RF64", TOOLS(SOUNDFILE, FFMPEG, "wav"), extent_wav, NULL, is_rf64 },
	{ "AIFF", TOOLS(SOUNDFILE, PUMPED, "aiff"), extent_aiff, NULL,
	    is_aiff },
	{ "AU", TOOLS(SOUNDFILE, PUMPED, "au"), extent_au, ".snd", NULL },
	{ "Wave64", TOOLS(SOUNDFILE, PUMPED, "w64"), extent_w64, NULL, is_w64 },
	{ "CAF", TOOLS(FFMPEG, FFMPEG, "caf"), NULL, NULL, is_caf_unsized },
	{ "CAF", TOOLS(SOUNDFILE, FFMPEG, "caf"), extent_caf, "caff", NULL },
	{ "FLAC", TOOLS(SOUNDFILE, FFMPEG, "flac"), NULL, "fLaC", NULL },
	{ "Ogg", TOOLS(FFMPEG, FFMPEG, "ogg"), extent_ogg, "OggS", NULL },
	{ "Matroska", TOOLS(FFMPEG, FFMPEG, "matroska"), extent_ebml,
	    "\x1a\x45\xdf\xa3", NULL },
	{ "MP4", TOOLS(SPOOLED, FFMPEG, "mov"), extent_mp4, NULL,
	    is_mp4_stream },
	{ "MP4", TOOLS(SPOOLED, SPOOLED, "mov"), extent_mp4, NULL, is_mp4 },
	{ "ASF", TOOLS(FFMPEG, FFMPEG, "asf"), extent_asf,
	    "\x30\x26\xb2\x75\x8e\x66\xcf\x11\xa6\xd9", NULL },
	{ "AVI", TOOLS(FFMPEG, FFMPEG, "avi"), extent_avi, NULL, is_avi },
	{ "FLV", TOOLS(FFMPEG, FFMPEG, "flv"), extent_flv, "FLV\x01", NULL },
	{ "AMR", TOOLS(FFMPEG, FFMPEG, "amr"), extent_amr, "#!AMR", NULL },
	{ "WavPack", TOOLS(SPOOLED, SPOOLED, "wv"), NULL, "wvpk", NULL },
	{ "True Audio", TOOLS(SPOOLED, SPOOLED, "tta"), NULL, "TTA1", NULL },
	{ "Monkey's Audio", TOOLS(SPOOLED, SPOOLED, "ape"), NULL, "MAC ",
	    NULL },
	{ "AC-3", TOOLS(FFMPEG, FFMPEG, "ac3"), NULL, NULL, is_ac3 },
	{ "E-AC-3", TOOLS(FFMPEG, FFMPEG, "eac3"), NULL, "\x0b\x77", NULL },
	{ "MPEG transport stream", TOOLS(FFMPEG, FFMPEG, "mpegts"), extent_ts,
	    NULL, is_ts },
	{ "MPEG transport stream", TOOLS(FFMPEG, FFMPEG, "mpegts"), NULL, NULL,
	    is_m2ts },
	{ "MPEG program stream", TOOLS(FFMPEG, FFMPEG, "mpeg"), NULL, NULL,
	    is_ps },
	{ "AAC", TOOLS(FFMPEG, FFMPEG, "aac"), extent_adts, NULL, is_adts },
	{ "MP3", TOOLS(MPG123, MPG123, "mp3"), extent_mp3, NULL, is_mp3 },
#undef TOOLS
};

const struct sniff *
sniff(const unsigned char *b, size_t n)
{
	const struct sniff *k;
	size_t i;

	for (i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
		k = kinds + i;
		if (n >= HEADER_MIN &&
		    (k->is != NULL ? k->is(b, n) : has(b, n, 0, k->magic)))
			return k;
	}
	return NULL;
}
