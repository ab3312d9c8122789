#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <string.h>

#include "base/bytes.h"
#include "base/cpu.h"
#include "signal/au.h"

enum {
	HEADER = 24,
	OFFSET_MAX = 1 << 20,
	BLOCK = 4096
};

static int au_fail(struct au *au, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

static int
au_fail(struct au *au, const char *fmt, ...)
{
	va_list ap;
	int n;

	n = snprintf(au->err, sizeof au->err, "%s: ", au->name);
	if (n < 0 || (size_t)n >= sizeof au->err)
		return -1;
	va_start(ap, fmt);
	vsnprintf(au->err + n, sizeof au->err - (size_t)n, fmt, ap);
	va_end(ap);
	return -1;
}

static size_t
sample_size(enum au_encoding e)
{
	return e == AU_S16 ? 2 : 4;
}

/* What stands between the header and the samples; "id=..." names the sound. */
static int
read_annotation(struct au *au, uint32_t n)
{
	char note[3 + ID_MAX + 1] = "";
	uint32_t i;
	int c;

	for (i = 0; i < n; i++) {
		if ((c = getc_unlocked(au->fp)) == EOF)
			return au_fail(au,
			    "byte %u: truncated AU header: want "
			    "%u bytes",
			    HEADER + i, HEADER + n);
		if (i < sizeof note - 1)
			note[i] = (char)c;
	}
	if (strncmp(note, "id=", 3) == 0 && id_valid(note + 3))
		strcpy(au->id, note + 3);
	return 0;
}

int
au_open(struct au *au, FILE *fp, const char *name)
{
	unsigned char h[HEADER];
	uint32_t offset, length, encoding;
	size_t n;

	*au = (struct au) { .fp = fp, .name = name };
	n = fread(h, 1, sizeof h, fp);
	if (ferror(fp))
		return au_fail(au, "read: %s", strerror(errno));
	if (n == 0)
		return au_fail(au, "empty input, want an AU stream");
	if (n < 4 || memcmp(h, ".snd", 4) != 0)
		return au_fail(au, "byte 0: not an AU stream: want '.snd' "
				   "(sg-decode makes one)");
	if (n < sizeof h)
		return au_fail(au, "byte %zu: truncated AU header", n);
	offset = be32(h + 4);
	length = be32(h + 8);
	encoding = be32(h + 12);
	au->rate = be32(h + 16);
	if (offset < HEADER || offset > OFFSET_MAX)
		return au_fail(au, "byte 4: data offset: want %d..%d, got %u",
		    HEADER, OFFSET_MAX, offset);
	if (encoding != AU_S16 && encoding != AU_F32)
		return au_fail(au,
		    "byte 12: encoding: want 3 (16 bit) or 6 "
		    "(float), got %u",
		    encoding);
	au->encoding = encoding == AU_S16 ? AU_S16 : AU_F32;
	if (au->rate < 1 || au->rate > 1000000)
		return au_fail(
		    au, "byte 16: rate: want 1..1000000 Hz, got %u", au->rate);
	if (be32(h + 20) != 1)
		return au_fail(
		    au, "byte 20: want 1 channel, got %u", be32(h + 20));
	if (length != UINT32_MAX && length % sample_size(au->encoding) != 0)
		return au_fail(au,
		    "byte 8: length of %u bytes is no whole "
		    "number of samples",
		    length);
	au->length = length == UINT32_MAX ? AU_UNKNOWN :
					    length / sample_size(au->encoding);
	return read_annotation(au, offset - HEADER);
}

int
au_want_rate(struct au *au, uint32_t rate)
{
	if (au->rate == rate)
		return 0;
	return au_fail(
	    au, "want %u Hz, got %u (sg-decode -r %u)", rate, au->rate, rate);
}

/* Returns 0, or -1 when one of x[0..n) is not finite. */
static int
check(struct au *au, const float *x, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (!isfinite(x[i]))
			return au_fail(au, "sample %ju is not a finite number",
			    (uintmax_t)(au->n + i));
	return 0;
}

/* Returns 0, or -1 at the first sample that is not finite. */
CPU_CLONES static int
convert(struct au *au, const unsigned char *b, float *x, size_t n)
{
	const uint32_t exponent = 0x7f800000;
	uint32_t u;
	size_t i;
	int odd = 0;

	if (au->encoding == AU_S16) {
		for (i = 0; i < n; i++)
			x[i] = (float)(int16_t)(b[2 * i] << 8 | b[2 * i + 1]) /
			       32768;
		return 0;
	}
#pragma omp simd reduction(| : odd)
	for (i = 0; i < n; i++) {
		u = be32(b + 4 * i);
		odd |= (u & exponent) == exponent;
		memcpy(x + i, &u, sizeof u);
	}
	return odd ? check(au, x, n) : 0;
}

ptrdiff_t
au_read(struct au *au, float *x, size_t n)
{
	unsigned char b[BLOCK * 4];
	size_t got, size = sample_size(au->encoding);

	if (n > BLOCK)
		n = BLOCK;
	if (au->length != AU_UNKNOWN && n > au->length - au->n)
		n = (size_t)(au->length - au->n);
	if (n == 0)
		return 0;
	got = fread(b, 1, n * size, au->fp);
	if (ferror(au->fp))
		return au_fail(au, "read: %s", strerror(errno));
	if (got % size != 0)
		return au_fail(au,
		    "sample %ju is cut: the decoder failed, or "
		    "the stream is truncated",
		    (uintmax_t)(au->n + got / size));
	if (got < n * size && au->length != AU_UNKNOWN)
		return au_fail(au, "truncated: want %ju samples, got %ju",
		    (uintmax_t)au->length, (uintmax_t)(au->n + got / size));
	if (convert(au, b, x, got / size) < 0)
		return -1;
	au->n += got / size;
	return (ptrdiff_t)(got / size);
}

void
au_put_header(FILE *fp, enum au_encoding encoding, uint32_t rate,
    uint64_t length, const char *id)
{
	unsigned char h[HEADER] = ".snd";
	char note[3 + ID_MAX + 8] = "";
	size_t n;

	/* the NUL belongs to it; ffmpeg wants multiples of 8 */
	n = (size_t)snprintf(note, sizeof note, "id=%.*s", ID_MAX, id) + 1;
	n = (n + 7) / 8 * 8;
	be32_put(h + 4, HEADER + (uint32_t)n);
	if (length != AU_UNKNOWN && length < UINT32_MAX / sample_size(encoding))
		be32_put(h + 8, (uint32_t)(length * sample_size(encoding)));
	else
		be32_put(h + 8, UINT32_MAX);
	be32_put(h + 12, encoding);
	be32_put(h + 16, rate);
	be32_put(h + 20, 1);
	fwrite(h, 1, sizeof h, fp);
	fwrite(note, 1, n, fp);
}

CPU_CLONES static void
pack(enum au_encoding encoding, const float *x, size_t n, unsigned char *b)
{
	uint32_t u;
	float v;
	size_t i;

	for (i = 0; i < n && encoding == AU_F32; i++) {
		memcpy(&u, x + i, sizeof u);
		be32_put(b + 4 * i, u);
	}
	for (i = 0; i < n && encoding == AU_S16; i++) {
		v = x[i] * 32768;
		v = v > 32767 ? 32767 : v < -32768 ? -32768 : v;
		u = (uint32_t)lrintf(v);
		b[2 * i] = (unsigned char)(u >> 8);
		b[2 * i + 1] = (unsigned char)u;
	}
}

void
au_put(FILE *fp, enum au_encoding encoding, const float *x, size_t n)
{
	unsigned char b[BLOCK * 4];
	size_t i, k;

	for (i = 0; i < n; i += k) {
		k = n - i < BLOCK ? n - i : BLOCK;
		pack(encoding, x + i, k, b);
		fwrite(b, sample_size(encoding), k, fp);
	}
}

void
au_put_broken(FILE *fp)
{
	putc(0, fp);
}
