/* The containers that are made of chunks, boxes, elements or objects. */

#include <string.h>

#include "base/bytes.h"
#include "edge/extent.h"

/*
 * Does a WAV or AIFF chunk of samples with that size mean "to the end"?
 * Writers that cannot seek back leave 0 (ffmpeg's AIFF), 0x7f000000 and some
 * (sox's AIFF), 0x7ffff000 (sox's WAV) to 0x80000000 (arecord) or all ones.
 */
static bool
unsized(uint64_t size)
{
	return size == 0 || (size >= 0x7f000000 && size <= 0x7f000100) ||
	       (size >= 0x7ffff000 && size <= 0x80000000) ||
	       (size >= 0xfffff000 && size <= 0xffffffff);
}

/* The chunk of samples: `head` bytes of header, then size bytes. */
static int
samples(struct extent *e, uint64_t head, uint64_t size, uint64_t *len)
{
	if (size > UINT64_MAX / 4)
		return -1;
	*len = head + size;
	e->sound_end = e->at + *len;
	e->last = true;
	return 1;
}

/* RIFF and RIFX; RF64 and BW64, which have long sizes in a ds64 chunk. */
int
extent_wav(struct extent *e, const unsigned char *h, size_t n, uint64_t *len)
{
	uint64_t size;

	if (n < (e->at == 0 ? 12 : 8))
		return 0;
	*len = 12;
	if (e->at == 0) {
		e->variant = memcmp(h, "RIFX", 4) == 0;
		return 1;
	}
	size = e->variant ? be32(h + 4) : le32(h + 4);
	if (memcmp(h, "data", 4) == 0) {
		if (size == 0xffffffff && e->sized > 0)
			return samples(e, 8, e->sized, len);
		return unsized(size) ? -1 : samples(e, 8, size, len);
	}
	if (memcmp(h, "ds64", 4) == 0 && size >= 16) {
		if (n < 24)
			return 0;
		e->sized = le64(h + 16);
	}
	*len = 8 + size + (size & 1);
	return 1;
}

int
extent_aiff(struct extent *e, const unsigned char *h, size_t n, uint64_t *len)
{
	uint64_t size;

	if (n < (e->at == 0 ? 12 : 8))
		return 0;
	*len = 12;
	if (e->at == 0)
		return 1;
	size = be32(h + 4);
	if (memcmp(h, "SSND", 4) == 0) {
		if (!unsized(size))
			return samples(e, 8, size, len);
		e->room = size != 0 ? e->at + size : EXTENT_UNKNOWN;
		return -1;
	}
	*len = 8 + size + (size & 1);
	return 1;
}

int
extent_au(struct extent *e, const unsigned char *h, size_t n, uint64_t *len)
{
	if (n < 12)
		return 0;
	if (be32(h + 8) == UINT32_MAX)
		return -1;
	return samples(e, be32(h + 4), be32(h + 8), len);
}

/* Sony Wave64: chunks with 16 bytes of name, 8 of size, in steps of 8. */
int
extent_w64(struct extent *e, const unsigned char *h, size_t n, uint64_t *len)
{
	uint64_t size;

	if (n < (e->at == 0 ? 40 : 24))
		return 0;
	*len = 40;
	if (e->at == 0)
		return 1;
	size = le64(h + 16);
	if (size <= 24 || size > UINT64_MAX / 4)
		return -1;
	if (memcmp(h, "data", 4) == 0)
		return samples(e, 24, size - 24, len);
	*len = (size + 7) / 8 * 8;
	return 1;
}

int
extent_caf(struct extent *e, const unsigned char *h, size_t n, uint64_t *len)
{
	if (n < (e->at == 0 ? 8 : 12))
		return 0;
	*len = 8;
	if (e->at == 0)
		return 1;
	if (memcmp(h, "data", 4) == 0)
		return samples(e, 12, be64(h + 4), len);
	*len = be64(h + 4);
	if (*len > UINT64_MAX / 4)
		return -1;
	*len += 12;
	return 1;
}

/* AVI: one RIFF chunk to the GiB. */
int
extent_avi(struct extent *e, const unsigned char *h, size_t n, uint64_t *len)
{
	(void)e;
	if (n < 8)
		return 0;
	*len = le32(h + 4);
	if (memcmp(h, "RIFF", 4) != 0 || unsized(*len))
		return -1;
	*len += 8 + (*len & 1);
	return 1;
}

/* ISO base media: MP4, M4A, 3GP, MOV. */
int
extent_mp4(struct extent *e, const unsigned char *h, size_t n, uint64_t *len)
{
	int i;

	(void)e;
	if (n < 8)
		return 0;
	for (i = 4; i < 8; i++)
		if ((h[i] < ' ' || h[i] > '~') && h[i] != 0xa9)
			return -1;
	*len = be32(h);
	if (*len == 1) {
		if (n < 16)
			return 0;
		*len = be64(h + 8);
		return *len < 16 ? -1 : 1;
	}
	return *len < 8 ? -1 : 1; /* 0: to the end */
}

/* An EBML number of 1 to 8 bytes at h; returns how many, 0 for more. */
static size_t
vint(const unsigned char *h, size_t n, uint64_t *v, bool *unknown)
{
	size_t i, k = 1;
	uint64_t ones;

	if (n == 0 || h[0] == 0)
		return 0;
	while ((h[0] & (0x80 >> (k - 1))) == 0)
		k++;
	if (n < k)
		return 0;
	*v = h[0] & (0x7fU >> (k - 1));
	for (i = 1; i < k; i++)
		*v = *v << 8 | h[i];
	ones = (UINT64_C(1) << (7 * k)) - 1;
	*unknown = *v == ones;
	return k;
}

/* Matroska and WebM: an EBML header, then one Segment. */
int
extent_ebml(struct extent *e, const unsigned char *h, size_t n, uint64_t *len)
{
	bool unknown = false, segment;
	size_t k;

	if (n < 12)
		return 0;
	segment = be32(h) == 0x18538067;
	if (!segment && be32(h) != 0x1a45dfa3)
		return -1;
	k = vint(h + 4, n - 4, len, &unknown);
	if (k == 0 || unknown)
		return -1;
	*len += 4 + k;
	e->last = segment;
	return *len < 12 ? -1 : 1;
}

/* ASF: WMA and WMV. The properties inside the header tell the file's size. */
int
extent_asf(struct extent *e, const unsigned char *h, size_t n, uint64_t *len)
{
	static const unsigned char properties[16] = { 0xa1, 0xdc, 0xab, 0x8c,
		0x47, 0xa9, 0xcf, 0x11, 0x8e, 0xe4, 0x00, 0xc0, 0x0c, 0x20,
		0x53, 0x65 };
	static const unsigned char packets[16] = { 0x36, 0x26, 0xb2, 0x75, 0x8e,
		0x66, 0xcf, 0x11, 0xa6, 0xd9, 0x00, 0xaa, 0x00, 0x62, 0xce,
		0x6c };
	const unsigned char broadcast = 1;

	if (n < (e->at == 0 ? 30 : 24))
		return 0;
	*len = 30; /* step into the header object */
	if (e->at == 0)
		return 1;
	*len = le64(h + 16);
	/* a writer that could not seek back leaves packets outside */
	if (*len < 24 ||
	    (*len <= 50 && memcmp(h, packets, sizeof packets) == 0))
		return -1;
	if (memcmp(h, properties, sizeof properties) != 0 || *len < 104)
		return 1;
	if (n < 92)
		return 0;
	if ((h[88] & broadcast) == 0)
		e->promised = le64(h + 40);
	return 1;
}

int
extent_flv(struct extent *e, const unsigned char *h, size_t n, uint64_t *len)
{
	if (n < 11)
		return 0;
	if (e->at == 0)
		*len = (uint64_t)be32(h + 5) + 4;
	else if (h[0] == 8 || h[0] == 9 || h[0] == 18)
		*len = 11 + (be32(h) & 0xffffff) + 4;
	else
		return -1;
	return *len < 11 ? -1 : 1;
}
