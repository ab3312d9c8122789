#include <stdbool.h>
#include <string.h>

#include "base/text.h"
#include "base/utf8.h"

static const char raw[] = "\b\f\n\r\t\v\\", escaped[] = "bfnrtv\\";

/* How many bytes s begins with that stand for themselves. */
static size_t
plain(const char *s)
{
	size_t n = 0, next;

	while (utf8_control(s + n, &next) == 0 && s[n] != '\\')
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
		for (n = utf8_control(s, &next); n > 0; n--)
			fprintf(fp, "\\x%02x", (unsigned char)*s++);
	}
}

void
text_tame(char *s)
{
	size_t n, next;

	for (; *s != '\0'; s += next)
		if ((n = utf8_control(s, &next)) > 0 && *s != '\t')
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
