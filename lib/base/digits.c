#include <string.h>

#include "base/digits.h"

char *
digits_u64(char *to, uint64_t v)
{
	char text[DIGITS_MAX], *p = text + sizeof text;
	size_t n;

	do
		*--p = (char)('0' + v % 10);
	while ((v /= 10) > 0);
	n = (size_t)(text + sizeof text - p);
	memcpy(to, p, n);
	return to + n;
}

char *
digits_fixed(char *to, int64_t v, int decimals)
{
	uint64_t whole = v < 0 ? -(uint64_t)v : (uint64_t)v, unit = 1;
	char *p;
	int i;

	for (i = 0; i < decimals; i++)
		unit *= 10;
	if (v < 0)
		*to++ = '-';
	to = digits_u64(to, whole / unit);
	if (decimals == 0)
		return to;
	*to = '.';
	whole %= unit;
	for (p = to + decimals; p > to; p--, whole /= 10)
		*p = (char)('0' + whole % 10);
	return to + decimals + 1;
}

char *
digits_hex32(char *to, uint32_t v)
{
	int shift;

	for (shift = 28; shift >= 0; shift -= 4)
		*to++ = "0123456789abcdef"[v >> shift & 15];
	return to;
}
