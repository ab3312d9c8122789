#include <stddef.h>
#include <string.h>

#include "base/id.h"
#include "base/utf8.h"

/* Bytes of the character at s, 0 when it is none or not allowed in an identity. */
static size_t
char_len(const char *s)
{
	const unsigned char *u = (const unsigned char *)s;

	if (u[0] < 0x80)
		return u[0] > ' ' && u[0] != 0x7f ? 1 : 0;
	/* U+0080..U+009F steer terminals; U+00A0 is a blank */
	return u[0] == 0xc2 && u[1] <= 0xa0 ? 0 : utf8_len(s);
}

bool
id_valid(const char *s)
{
	size_t n, len = 0;

	if (strcmp(s, "-") == 0)
		return false;
	for (; s[len] != '\0'; len += n)
		if ((n = char_len(s + len)) == 0 || len + n > ID_MAX)
			return false;
	return len > 0;
}

void
id_from_path(const char *path, char id[static ID_MAX + 1])
{
	const char *base = strrchr(path, '/'), *dot;
	size_t i = 0, len = 0, n, stem;

	base = base != NULL ? base + 1 : path;
	dot = strrchr(base, '.');
	stem = dot != NULL && dot != base ? (size_t)(dot - base) : strlen(base);
	for (; i < stem; i += n) {
		if ((n = char_len(base + i)) > 1 && len + n <= ID_MAX) {
			memcpy(id + len, base + i, n);
			len += n;
		} else if (len + (n = n > 1 ? n : 1) <= ID_MAX) {
			id[len++] = char_len(base + i) == 1 ? base[i] : '_';
		} else {
			break;
		}
	}
	id[len] = '\0';
	if (!id_valid(id))
		strcpy(id, "stdin");
}
