#include <stdbool.h>
#include <string.h>

#include "base/text.h"

static const char raw[] = "\b\f\n\r\t\v\\", escaped[] = "bfnrtv\\";

/* What steers a terminal: C0, DEL, or C1 (U+0080 to U+009F) in UTF-8. */
static bool
control(const unsigned char *s)
{
	return *s < ' ' || *s == 0x7f || (*s == 0xc2 && (s[1] & 0xe0) == 0x80);
}

/* How many bytes s begins with that stand for themselves. */
static size_t
plain(const char *s)
{
	size_t n = 0;

	while (!control((const unsigned char *)s + n) && s[n] != '\\')
		n++;
	return n;
}

void
text_put(FILE *fp, const char *s)
{
	const char *p;
	size_t n;

	if (s == NULL) {
		putc('-', fp);
		return;
	}
	if (strcmp(s, "-") == 0 || *s == '#')
		fprintf(fp, "\\x%02x", (unsigned)*s++);
	for (;; s++) {
		n = plain(s);
		fwrite(s, 1, n, fp);
		if (*(s += n) == '\0')
			return;
		if ((p = strchr(raw, *s)) != NULL)
			fprintf(fp, "\\%c", escaped[p - raw]);
		else
			fprintf(fp, "\\x%02x", (unsigned char)*s);
		if (*s == '\xc2') /* the other byte of C1 is no sign of one */
			fprintf(fp, "\\x%02x", (unsigned char)*++s);
	}
}

void
text_tame(char *s)
{
	for (; *s != '\0'; s++) {
		if (*s == '\t' || !control((const unsigned char *)s))
			continue;
		if (*s == '\xc2')
			*s++ = '?';
		*s = '?';
	}
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
