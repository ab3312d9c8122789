#include <stdbool.h>
#include <stdint.h>

#include "base/base64.h"

#define LETTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"

static void
put(char *out, const uint8_t *b, size_t n, const char *digit, bool fill)
{
	uint32_t v;
	size_t i, k;

	for (; n > 0; b += k, n -= k) {
		k = n < 3 ? n : 3;
		v = (uint32_t)b[0] << 16;
		if (k > 1)
			v |= (uint32_t)b[1] << 8;
		if (k > 2)
			v |= b[2];
		for (i = 0; i < 4; i++)
			if (i <= k)
				*out++ = digit[v >> (18 - 6 * i) & 63];
			else if (fill)
				*out++ = '=';
	}
	*out = '\0';
}

void
base64_put(char *out, const void *b, size_t n)
{
	put(out, b, n, LETTERS "+/", true);
}

void
base64_url_put(char *out, const void *b, size_t n)
{
	put(out, b, n, LETTERS "-_", false);
}
