#include <stdbool.h>
#include <string.h>

#include "base/text.h"

static const char raw[] = "\b\f\n\r\t\v\\", escaped[] = "bfnrtv\\";

/* How many bytes of UTF-8 the sign at s has; 0: its first byte is of none. */
static size_t
sign(const unsigned char *s)
{
	size_t n, i;

	if (*s < 0x80)
		return 1;
	n = *s >= 0xf0 ? 4 : *s >= 0xe0 ? 3 : 2;
	if (*s < 0xc2 || *s > 0xf4)
		return 0;
	for (i = 1; i < n; i++)
		if ((s[i] & 0xc0) != 0x80)
			return 0;
	return n;
}

size_t
text_control(const char *text, size_t *next)
{
	const unsigned char *s = (const unsigned char *)text;
	size_t n = sign(s);

	*next = n > 0 ? n : 1;
	if (*s < ' ' || *s == 0x7f || (n == 0 && (*s & 0xe0) == 0x80))
		return 1;
	return *s == 0xc2 && n == 2 && s[1] < 0xa0 ? 2 : 0;
}

/* How many bytes s begins with that stand for themselves. */
static size_t
plain(const char *s)
{
	size_t n = 0, next;

	while (text_control(s + n, &next) == 0 && s[n] != '\\')
		n += next;
	return n;
}

void
text_put(FILE *fp, const char *s)
{
	const char *p;
	size_t n, next;

	if (s == NULL) {
		putc('-', fp);
		return;
	}
	if (strcmp(s, "-") == 0 || *s == '#')
		fprintf(fp, "\\x%02x", (unsigned)*s++);
	for (;;) {
		n = plain(s);
		fwrite(s, 1, n, fp);
		if (*(s += n) == '\0')
			return;
		if ((p = strchr(raw, *s)) != NULL) {
			fprintf(fp, "\\%c", escaped[p - raw]);
			s++;
			continue;
		}
		for (n = text_control(s, &next); n > 0; n--)
			fprintf(fp, "\\x%02x", (unsigned char)*s++);
	}
}

void
text_tame(char *s)
{
	size_t n, next;

	for (; *s != '\0'; s += next)
		if ((n = text_control(s, &next)) > 0 && *s != '\t')
			memset(s, '?', n);
}

/* The value of a lower-case hexadecimal digit, or -1. */
static int
hex_value(int c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

int
text_unescape(char *s)
{
	const char *in = s, *p;
	int hi, lo;

	for (; *in != '\0'; in++) {
		if (*in != '\\') {
			*s++ = *in;
		} else if (*++in == 'x') {
			if ((hi = hex_value(in[1])) < 0 ||
			    (lo = hex_value(in[2])) < 0 || (hi | lo) == 0)
				return -1;
			*s++ = (char)(hi << 4 | lo);
			in += 2;
		} else if (*in != '\0' && (p = strchr(escaped, *in)) != NULL) {
			*s++ = raw[p - escaped];
		} else {
			return -1;
		}
	}
	*s = '\0';
	return 0;
}
