#include <string.h>

#include "base/num.h"
#include "edge/range.h"

int
range_begin(const char *content_range, uint64_t *at)
{
	char from[24];
	size_t n;

	if (strncmp(content_range, "bytes ", 6) != 0)
		return -1;
	n = strspn(content_range += 6, "0123456789");
	if (n == 0 || n >= sizeof from || content_range[n] != '-')
		return -1;
	memcpy(from, content_range, n);
	from[n] = '\0';
	return num_u64(from, INT64_MAX, at);
}

int
range_stored(const char *range, uint64_t *n)
{
	if (strncmp(range, "bytes=0-", 8) != 0 ||
	    num_u64(range + 8, INT64_MAX, n) < 0)
		return -1;
	++*n;
	return 0;
}
