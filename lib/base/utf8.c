#include "base/utf8.h"

size_t
utf8_len(const char *s)
{
	const unsigned char *u = (const unsigned char *)s;
	size_t i, n;

	if (u[0] < 0x80)
		return 1;
	n = u[0] >= 0xf0 ? 4 : u[0] >= 0xe0 ? 3 : 2;
	if (u[0] < 0xc2 || u[0] > 0xf4)
		return 0;
	for (i = 1; i < n; i++)
		if ((u[i] & 0xc0) != 0x80)
			return 0;
	if ((u[0] == 0xe0 && u[1] < 0xa0) || (u[0] == 0xed && u[1] > 0x9f) ||
	    (u[0] == 0xf0 && u[1] < 0x90) || (u[0] == 0xf4 && u[1] > 0x8f))
		return 0;
	return n;
}

size_t
utf8_control(const char *s, size_t *len)
{
	unsigned char c = (unsigned char)*s;
	size_t n = utf8_len(s);

	*len = n > 0 ? n : 1;
	if (c < ' ' || c == 0x7f || (n == 0 && (c & 0xe0) == 0x80))
		return 1;
	return c == 0xc2 && n == 2 && (unsigned char)s[1] < 0xa0 ? 2 : 0;
}
