#include <stdbool.h>
#include <stddef.h>

#include "base/duration.h"

int
duration_parse(const char *s, uint64_t *seconds)
{
	static const struct {
		char unit;
		bool of_day; /* after the T */
		uint64_t s;
	} parts[] = { { 'W', false, 604800 }, { 'D', false, 86400 },
		{ 'H', true, 3600 }, { 'M', true, 60 }, { 'S', true, 1 } };
	uint64_t n, total = 0;
	bool t = false;
	size_t i = 0;

	if (*s++ != 'P' || *s == '\0')
		return -1;
	while (*s != '\0') {
		if (*s == 'T' && !t) {
			t = true;
			s++;
		}
		if (*s < '0' || *s > '9')
			return -1;
		for (n = 0; *s >= '0' && *s <= '9'; s++)
			if (__builtin_mul_overflow(n, 10, &n) ||
			    __builtin_add_overflow(n, (uint64_t)(*s - '0'), &n))
				return -1;
		/* the units come in their order, each once */
		while (i < 5 && (parts[i].unit != *s || parts[i].of_day != t))
			i++;
		if (i == 5 || __builtin_mul_overflow(n, parts[i].s, &n) ||
		    __builtin_add_overflow(total, n, &total))
			return -1;
		i++;
		s++;
	}
	*seconds = total;
	return 0;
}
