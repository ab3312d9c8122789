/* bytes.h - numbers in the bytes of a file format, least or most byte first */

#ifndef BYTES_H
#define BYTES_H

#include <stdint.h>
#include <string.h>

static inline uint32_t
le32(const uint8_t *p)
{
	return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 |
	       (uint32_t)p[3] << 24;
}

static inline uint64_t
le40(const uint8_t *p)
{
	return le32(p) | (uint64_t)p[4] << 32;
}

static inline uint64_t
le64(const uint8_t *p)
{
	return le32(p) | (uint64_t)le32(p + 4) << 32;
}

static inline void
le32_put(uint8_t *p, uint32_t v)
{
	p[0] = (uint8_t)v;
	p[1] = (uint8_t)(v >> 8);
	p[2] = (uint8_t)(v >> 16);
	p[3] = (uint8_t)(v >> 24);
}

static inline void
le40_put(uint8_t *p, uint64_t v)
{
	le32_put(p, (uint32_t)v);
	p[4] = (uint8_t)(v >> 32);
}

static inline void
le64_put(uint8_t *p, uint64_t v)
{
	le32_put(p, (uint32_t)v);
	le32_put(p + 4, (uint32_t)(v >> 32));
}

static inline uint32_t
be32(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 |
	       (uint32_t)p[2] << 8 | p[3];
}

static inline uint64_t
be64(const uint8_t *p)
{
	return (uint64_t)be32(p) << 32 | be32(p + 4);
}

static inline void
be32_put(uint8_t *p, uint32_t v)
{
	p[0] = (uint8_t)(v >> 24);
	p[1] = (uint8_t)(v >> 16);
	p[2] = (uint8_t)(v >> 8);
	p[3] = (uint8_t)v;
}

/* An IEEE 754 double, as its 64 bits. */
static inline double
le_double(const uint8_t *p)
{
	uint64_t u = le64(p);
	double v;

	memcpy(&v, &u, sizeof v);
	return v;
}

static inline void
le_double_put(uint8_t *p, double v)
{
	uint64_t u;

	memcpy(&u, &v, sizeof u);
	le64_put(p, u);
}

#endif
