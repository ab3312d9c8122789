#include <stdbool.h>
#include <string.h>

#include "base/bytes.h"
#include "retrieval/segment_peaks.h"

enum {
	ESCAPE = 24, /* zeros: 32 bits follow their 1 */
	K_MAX = 31,
	QUARTERS = 4,
	PITCH_BITS_MAX = 16
};

struct bits {
	uint8_t *out;
	const uint8_t *in;
	uint64_t at, end; /* bits */
};

struct coder { /* what both directions keep of the peaks before */
	uint32_t k_time, k_level, k_rank, pitch_bits;
	uint32_t time, pitch;
	int32_t level[QUARTERS];
};

static uint32_t
zigzag(int32_t v)
{
	return v < 0 ? ~((uint32_t)v << 1) : (uint32_t)v << 1;
}

static int32_t
unzigzag(uint32_t v)
{
	return v & 1 ? -(int32_t)(v >> 1) - 1 : (int32_t)(v >> 1);
}

static uint32_t
quarter(const struct coder *c, uint32_t pitch)
{
	return c->pitch_bits > 2 ? pitch >> (c->pitch_bits - 2) : 0;
}

size_t
peaks_bound(size_t n)
{
	return PEAKS_HEAD + (n * PEAKS_BITS_MAX + 7) / 8;
}

/* n <= 32 bits, into bytes of which those not yet written to are 0. */
static void
put_bits(struct bits *b, uint32_t v, uint32_t n)
{
	uint64_t w = (uint64_t)v << b->at % 8;
	uint8_t *p = b->out + b->at / 8;

	for (b->at += n; w != 0; w >>= 8)
		*p++ |= (uint8_t)w;
}

static void
put_rice(struct bits *b, uint32_t v, uint32_t k)
{
	uint32_t q = v >> k;

	if (q < ESCAPE) {
		put_bits(b, (uint32_t)1 << q, q + 1);
		put_bits(b, v & (((uint32_t)1 << k) - 1), k);
	} else {
		put_bits(b, (uint32_t)1 << ESCAPE, ESCAPE + 1);
		put_bits(b, v, 32);
	}
}

/* The numbers that stand for a peak: time, level and rank; moves on. */
static void
residues(struct coder *c, const struct peak *p, uint32_t v[3])
{
	int32_t *level = &c->level[quarter(c, p->pitch)];

	v[0] = p->time - c->time;
	v[1] = zigzag(p->level - *level);
	v[2] = p->rank;
	c->time = p->time;
	*level = p->level;
}

/* The parameter of the shortest Rice codes, given bits[k] of each. */
static uint32_t
best_k(const uint64_t *bits)
{
	uint32_t k, best = 0;

	for (k = 1; k <= K_MAX; k++)
		if (bits[k] < bits[best])
			best = k;
	return best;
}

static struct coder
choose(const struct peak *p, size_t n)
{
	uint64_t bits[3][K_MAX + 1] = { 0 };
	struct coder c = { 0 }, scan;
	uint32_t all = 0, k, q, v[3];
	size_t i;
	int j;

	for (i = 0; i < n; i++)
		all |= p[i].pitch;
	for (; all >> c.pitch_bits != 0; c.pitch_bits++)
		;
	for (scan = c, i = 0; i < n; i++) {
		residues(&scan, &p[i], v);
		for (j = 0; j < 3; j++)
			for (k = 0; k <= K_MAX; k++) {
				q = v[j] >> k;
				bits[j][k] +=
				    q < ESCAPE ? q + 1 + k : ESCAPE + 33;
			}
	}
	c.k_time = best_k(bits[0]);
	c.k_level = best_k(bits[1]);
	c.k_rank = best_k(bits[2]);
	return c;
}

size_t
peaks_encode(const struct peak *p, size_t n, uint8_t *out)
{
	struct bits b = { .out = out, .at = 8 * PEAKS_HEAD };
	struct coder c;
	uint32_t v[3];
	size_t i;

	if (n == 0)
		return 0;
	memset(out, 0, peaks_bound(n));
	c = choose(p, n);
	out[0] = (uint8_t)c.k_time;
	out[1] = (uint8_t)c.pitch_bits;
	out[2] = (uint8_t)c.k_level;
	out[3] = (uint8_t)c.k_rank;
	for (i = 0; i < n; i++) {
		residues(&c, &p[i], v);
		put_rice(&b, v[0], c.k_time);
		put_bits(&b, p[i].pitch, c.pitch_bits);
		put_rice(&b, v[1], c.k_level);
		put_rice(&b, v[2], c.k_rank);
	}
	return (size_t)(b.at + 7) / 8;
}

/* The next 57 bits or more; zeros after the end. */
static uint64_t
peek(const struct bits *b)
{
	uint8_t last[8] = { 0 };
	uint64_t byte = b->at / 8, size = b->end / 8;

	if (byte + 8 <= size)
		return le64(b->in + byte) >> b->at % 8;
	if (byte < size)
		memcpy(last, b->in + byte, size - byte);
	return le64(last) >> b->at % 8;
}

/* False when the code is none, which zeros after the end are not. */
static bool
get_rice(struct bits *b, uint32_t k, uint32_t *v)
{
	uint64_t w = peek(b);
	uint32_t q;

	if (w == 0 || (q = (uint32_t)__builtin_ctzll(w)) > ESCAPE)
		return false;
	b->at += q + 1;
	w >>= q + 1;
	if (q == ESCAPE) {
		*v = (uint32_t)w;
		b->at += 32;
	} else {
		*v = q << k | (uint32_t)(w & (((uint64_t)1 << k) - 1));
		b->at += k;
	}
	return true;
}

/* What a peak is coded as. */
struct code {
	uint32_t gap, pitch, level, rank;
};

static bool
get_slowly(const struct coder *c, struct bits *b, struct code *x)
{
	if (!get_rice(b, c->k_time, &x->gap))
		return false;
	x->pitch = (uint32_t)peek(b) & (((uint32_t)1 << c->pitch_bits) - 1);
	b->at += c->pitch_bits;
	return get_rice(b, c->k_level, &x->level) &&
	       get_rice(b, c->k_rank, &x->rank);
}

/* The next number of w; *used counts bits, beyond 57 when it is not in them. */
static inline uint32_t
take_rice(uint64_t *w, uint32_t k, uint32_t *used)
{
	uint32_t q = (uint32_t)__builtin_ctzll(*w | (uint64_t)1 << ESCAPE), v;

	*w >>= q + 1;
	v = q << k | (uint32_t)(*w & (((uint64_t)1 << k) - 1));
	*w >>= k;
	*used += q == ESCAPE ? 64 : q + 1 + k;
	return v;
}

/* All of a peak is mostly within the bits that can be seen at once. */
static bool
get(const struct coder *c, struct bits *b, struct code *x)
{
	uint64_t w = peek(b);
	uint32_t used = c->pitch_bits;

	x->gap = take_rice(&w, c->k_time, &used);
	x->pitch = (uint32_t)w & (((uint32_t)1 << c->pitch_bits) - 1);
	w >>= c->pitch_bits;
	x->level = take_rice(&w, c->k_level, &used);
	x->rank = take_rice(&w, c->k_rank, &used);
	if (used > 57)
		return get_slowly(c, b, x);
	b->at += used;
	return true;
}

static int
decode_one(struct coder *c, struct bits *b, struct peak *p)
{
	struct code x;
	int32_t l, *last;

	if (!get(c, b, &x) || x.gap > UINT32_MAX - c->time ||
	    (x.gap == 0 && x.pitch < c->pitch))
		return -1;
	last = &c->level[quarter(c, x.pitch)];
	if (x.level > 4 * 32768u)
		return -1;
	l = *last + unzigzag(x.level);
	if (l < INT16_MIN || l > INT16_MAX || x.rank > UINT16_MAX)
		return -1;
	c->time += x.gap;
	c->pitch = x.pitch;
	*last = l;
	*p = (struct peak) { c->time, (uint16_t)x.pitch, (int16_t)l,
		(uint16_t)x.rank };
	return 0;
}

int
peaks_decode(const uint8_t *code, size_t size, struct peak *out, size_t n)
{
	struct bits b = { .in = code, .at = 8 * PEAKS_HEAD };
	struct coder c = { 0 };
	size_t i;

	if (n == 0)
		return size == 0 ? 0 : -1;
	if (size < PEAKS_HEAD || code[0] > K_MAX || code[1] > PITCH_BITS_MAX ||
	    code[2] > K_MAX || code[3] > K_MAX)
		return -1;
	b.end = (uint64_t)size * 8;
	c.k_time = code[0];
	c.pitch_bits = code[1];
	c.k_level = code[2];
	c.k_rank = code[3];
	for (i = 0; i < n; i++)
		if (decode_one(&c, &b, &out[i]) < 0 || b.at > b.end)
			return -1;
	return (b.at + 7) / 8 == size ? 0 : -1;
}
