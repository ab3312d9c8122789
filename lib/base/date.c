#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/date.h"

/* The number in the n digits at s. */
static int
number(const char *s, size_t n)
{
	int v = 0;

	while (n-- > 0)
		v = v * 10 + (*s++ - '0');
	return v;
}

bool
date_valid(const char *s)
{
	static const char form[] = "0000-00-00T00:00:00Z";
	static const int days[] = { 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30,
		31 };
	size_t i, n = strlen(s);
	int year, month, day;

	if (n != 10 && n != sizeof form - 1)
		return false;
	for (i = 0; i < n; i++)
		if (form[i] == '0' ? s[i] < '0' || s[i] > '9' : s[i] != form[i])
			return false;
	year = number(s, 4);
	month = number(s + 5, 2);
	day = number(s + 8, 2);
	if (month < 1 || month > 12 || day < 1 || day > days[month - 1])
		return false;
	if (month == 2 && day == 29 &&
	    (year % 4 != 0 || (year % 100 == 0 && year % 400 != 0)))
		return false;
	return n == 10 || (number(s + 11, 2) < 24 && number(s + 14, 2) < 60 &&
			      number(s + 17, 2) < 60);
}
