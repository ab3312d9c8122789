/* The containers that are made of pages, packets or frames. */

#include <string.h>

#include "base/bytes.h"
#include "edge/extent.h"

enum {
	OGG_BEGINS = 2, /* header_type_flag of a page: RFC 3533 */
	OGG_ENDS = 4,
	RUN = 3 /* so many frames of MP3 in a row are no accident */
};

int
extent_ogg(struct extent *e, const unsigned char *h, size_t n, uint64_t *len)
{
	size_t i, segments;

	if (n < 27)
		return 0;
	if (memcmp(h, "OggS", 4) != 0)
		return -1;
	segments = h[26];
	if (n < 27 + segments)
		return 0;
	*len = 27 + segments;
	for (i = 0; i < segments; i++)
		*len += h[27 + i];
	if ((h[5] & OGG_BEGINS) != 0)
		e->open++;
	if ((h[5] & OGG_ENDS) != 0)
		e->open--;
	return 1;
}

uint32_t
extent_mp3_rate(const unsigned char *h)
{
	static const uint32_t hz[4] = { 44100, 48000, 32000, 0 };
	int version = h[1] >> 3 & 3;

	return hz[h[2] >> 2 & 3] >> (version == 3 ? 0 : version == 2 ? 1 : 2);
}

size_t
extent_mp3_frame(const unsigned char *h)
{
	static const int kbps[2][3][15] = {
		/* MPEG 1: layer 1, 2, 3; MPEG 2 and 2.5 */
		{ { 0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384,
		      416, 448 },
		    { 0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256,
			320, 384 },
		    { 0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224,
			256, 320 } },
		{ { 0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192,
		      224, 256 },
		    { 0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144,
			160 },
		    { 0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144,
			160 } }
	};
	int version = h[1] >> 3 & 3, layer = 4 - (h[1] >> 1 & 3);
	int rate = h[2] >> 2 & 3, bits = h[2] >> 4, pad = h[2] >> 1 & 1, bps;

	if (h[0] != 0xff || (h[1] & 0xe0) != 0xe0 || version == 1 ||
	    layer == 4 || rate == 3 || bits == 15 || bits == 0)
		return 0;
	bps = kbps[version != 3][layer - 1][bits] * 1000;
	rate = (int)extent_mp3_rate(h);
	if (layer == 1)
		return (size_t)((12 * bps / rate + pad) * 4);
	if (layer == 3 && version != 3)
		return (size_t)(72 * bps / rate + pad);
	return (size_t)(144 * bps / rate + pad);
}

/* The first frame may hold a count of all bytes, from it on. */
static uint64_t
vbr_bytes(const unsigned char *h, size_t n)
{
	bool mpeg1 = (h[1] >> 3 & 3) == 3, mono = h[3] >> 6 == 3;
	size_t tag = 4 + (mpeg1 ? (mono ? 17 : 32) : mono ? 9 : 17);

	if (n >= 36 + 14 && memcmp(h + 36, "VBRI", 4) == 0)
		return be32(h + 36 + 10);
	if (n < tag + 16 || (memcmp(h + tag, "Xing", 4) != 0 &&
				memcmp(h + tag, "Info", 4) != 0))
		return 0;
	if ((h[tag + 7] & 2) == 0) /* flags: 1 frames, 2 bytes, 4 seek table */
		return 0;
	return be32(h + tag + ((h[tag + 7] & 1) != 0 ? 12 : 8));
}

/* Tags and noise between frames; byte by byte, until there is a frame. */
static int
mp3_junk(struct extent *e, const unsigned char *h, size_t n, uint64_t *len)
{
	if (e->run >= RUN && e->sound_end == EXTENT_UNKNOWN)
		e->sound_end = e->at;
	e->run = 0;
	*len = 1;
	if (n < 32 && h[0] == 'A' && memcmp(h, "APETAGEX", n < 8 ? n : 8) == 0)
		return 0;
	if (h[0] == 'A' && n >= 32)
		*len = memcmp(h, "APETAGEX", 8) == 0 ?
			   32 + (uint64_t)le32(h + 12) :
			   1;
	return 1;
}

int
extent_mp3(struct extent *e, const unsigned char *h, size_t n, uint64_t *len)
{
	uint64_t bytes;

	if (h[0] == 0xff && n < 4)
		return 0;
	if (h[0] != 0xff || (*len = extent_mp3_frame(h)) == 0)
		return mp3_junk(e, h, n, len);
	if (e->variant == 0) {
		if (n < 64 && n < *len)
			return 0;
		e->variant = 1;
		bytes = vbr_bytes(h, n < *len ? n : (size_t)*len);
		e->promised = bytes > 0 ? e->at + bytes : 0;
	}
	if (++e->run >= RUN)
		e->torn = e->sound_end != EXTENT_UNKNOWN;
	return 1;
}

size_t
extent_adts_frame(const unsigned char *h)
{
	size_t len;

	if (h[0] != 0xff || (h[1] & 0xf6) != 0xf0 || (h[2] >> 2 & 15) > 12)
		return 0;
	len = (size_t)(h[3] & 3) << 11 | (size_t)h[4] << 3 | h[5] >> 5;
	return len < 8 ? 0 : len;
}

int
extent_adts(struct extent *e, const unsigned char *h, size_t n, uint64_t *len)
{
	(void)e;
	if (h[0] != 0xff)
		return -1;
	if (n < 7)
		return 0;
	return (*len = extent_adts_frame(h)) == 0 ? -1 : 1;
}

/* RFC 4867, section 5: a magic line, then frames by mode. */
int
extent_amr(struct extent *e, const unsigned char *h, size_t n, uint64_t *len)
{
	static const unsigned char narrow[16] = { 13, 14, 16, 18, 20, 21, 27,
		32, 6, 0, 0, 0, 0, 0, 0, 1 };
	static const unsigned char wide[16] = { 18, 24, 33, 37, 41, 47, 51, 59,
		61, 6, 0, 0, 0, 0, 1, 1 };

	if (e->at == 0) {
		if (n < 6)
			return 0;
		e->variant = h[5] == '-'; /* "#!AMR\n" or "#!AMR-WB\n" */
		*len = e->variant ? 9 : 6;
		return 1;
	}
	*len = (e->variant ? wide : narrow)[h[0] >> 3 & 15];
	return *len == 0 ? -1 : 1;
}

int
extent_ts(struct extent *e, const unsigned char *h, size_t n, uint64_t *len)
{
	(void)e;
	(void)n;
	*len = 188;
	return h[0] == 0x47 ? 1 : -1;
}
