#include <arpa/inet.h>
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "edge/url.h"

void
url_escape(FILE *fp, const char *s)
{
	static const char unreserved[] = "abcdefghijklmnopqrstuvwxyz"
					 "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
					 "0123456789-._~";

	for (; *s != '\0'; s++)
		if (strchr(unreserved, *s) != NULL)
			putc(*s, fp);
		else
			fprintf(fp, "%%%02X", (unsigned)(unsigned char)*s);
}

static int
hex_value(int c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 'a' ^ 'A';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

int
url_unescape(char *s)
{
	const char *in = s;
	int hi, lo;

	for (; *in != '\0'; in++) {
		if (*in != '%') {
			*s++ = *in;
			continue;
		}
		if ((hi = hex_value(in[1])) < 0 ||
		    (lo = hex_value(in[2])) < 0 || (hi | lo) == 0)
			return -1;
		*s++ = (char)(hi << 4 | lo);
		in += 2;
	}
	*s = '\0';
	return 0;
}

/* host[:port], n bytes: is it here, whatever a resolver says? */
static bool
is_here(const char *host, size_t n)
{
	char name[64];
	struct in_addr a;
	size_t len;

	if (n >= 5 && strncmp(host, "[::1]", 5) == 0)
		return n == 5 || host[5] == ':';
	len = strcspn(host, ":");
	len = len < n ? len : n;
	if (len >= sizeof name)
		return false;
	memcpy(name, host, len);
	name[len] = '\0';
	return strcasecmp(name, "localhost") == 0 ||
	       (inet_pton(AF_INET, name, &a) == 1 &&
		   ntohl(a.s_addr) >> 24 == 127);
}

bool
url_private(const char *url)
{
	const char *p;
	size_t n;

	for (p = url; *p != '\0'; p++)
		if ((unsigned char)*p <= ' ' || *p == 0x7f || *p == '\\')
			return false;
	p = strstr(url, "://");
	if (p == NULL || (n = strcspn(p += 3, "/?#")) == 0 ||
	    memchr(p, '@', n) != NULL || *p == ':')
		return false;
	return strncasecmp(url, "https://", 8) == 0 ||
	       (strncasecmp(url, "http://", 7) == 0 && is_here(p, n));
}
