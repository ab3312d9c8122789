#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/num.h"

int
num_u64(const char *s, uint64_t max, uint64_t *v)
{
	const char *p = s;
	uint64_t d, n = 0;

	for (; *p >= '0' && *p <= '9'; p++) {
		d = (uint64_t)(*p - '0');
		if (n > (max - d) / 10 || d > max)
			return -1;
		n = n * 10 + d;
	}
	if (p == s || *p != '\0')
		return -1;
	*v = n;
	return 0;
}

int
num_u32(const char *s, uint32_t max, uint32_t *v)
{
	uint64_t n;

	if (num_u64(s, max, &n) < 0)
		return -1;
	*v = (uint32_t)n;
	return 0;
}

/* Digits after those of n, which may overflow. Returns where they end. */
static const char *
digits(const char *p, uint64_t *n)
{
	unsigned d;

	for (; (d = (unsigned)*p - '0') <= 9; p++)
		*n = *n * 10 + d;
	return p;
}

/*
 * [-]digits[.digits] in at most 15 bytes: both the digits as a whole
 * number and the power of ten are exact doubles then, so that their quotient
 * is the nearest double, as strtod has it. Most numbers are; strtod took a
 * quarter of the time to read a stream of peaks.
 */
static bool
short_real(const char *s, double *v)
{
	static const double power[] = { 1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7,
		1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15 };
	const char *p = s + (*s == '-'), *start = p, *point;
	uint64_t n = 0;

	p = digits(p, &n);
	point = p;
	if (*p == '.')
		p = digits(p + 1, &n);
	if (*p != '\0' || p - start > 15 || p - start - (p > point) < 1)
		return false;
	*v = (double)n;
	if (p - point > 1)
		*v /= power[p - point - 1];
	if (*s == '-')
		*v = -*v;
	return true;
}

int
num_real(const char *s, double min, double max, double *v)
{
	char *end;
	double x;

	if (short_real(s, &x)) {
		if (!(x >= min && x <= max))
			return -1;
		*v = x;
		return 0;
	}
	/* no hexadecimal, nan, inf or blanks */
	if (*s == '\0' || s[strspn(s, "+-.0123456789eE")] != '\0')
		return -1;
	errno = 0;
	x = strtod(s, &end);
	if (end == s || *end != '\0' || errno != 0 || !(x >= min && x <= max))
		return -1;
	*v = x;
	return 0;
}
