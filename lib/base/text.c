#include <string.h>

#include "base/text.h"

static const char raw[] = "\b\f\n\r\t\v\\", escaped[] = "bfnrtv\\";

/* How many bytes s begins with that stand for themselves. */
static size_t
plain(const char *s)
{
	size_t n = 0;

	while ((unsigned char)s[n] > '\r' && s[n] != '\\')
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
			putc(*s, fp);
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
