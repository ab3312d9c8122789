#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/sg.h"
#include "edge/json.h"

void
json_begin(struct json_line *l)
{
	l->object = json_object();
}

/* A copy of s in which each byte that is no part of UTF-8 is U+FFFD. */
static char *
repair(const char *s)
{
	size_t n = strlen(s), i = 0, k, len = 0;
	char *out = xreallocarray(NULL, 3 * n + 1, 1);
	json_t *ok;

	while (i < n) {
		/* jansson is the judge of what is UTF-8 */
		for (ok = NULL, k = 1; k <= 4 && i + k <= n && ok == NULL; k++)
			ok = json_stringn(s + i, k);
		if (ok != NULL)
			memcpy(out + len, s + i, --k);
		else
			memcpy(out + len, "\xef\xbf\xbd", 3);
		len += ok != NULL ? k : 3;
		i += ok != NULL ? k : 1;
		json_decref(ok);
	}
	out[len] = '\0';
	return out;
}

void
json_text(struct json_line *l, const char *key, const char *value)
{
	json_t *v = value != NULL ? json_string(value) : json_null();
	char *copy;

	if (v == NULL) {
		copy = repair(value);
		v = json_string(copy);
		free(copy);
	}
	json_object_set_new(l->object, key, v);
}

void
json_number(struct json_line *l, const char *key, double value, int decimals)
{
	char text[64];

	/* through text, so that it is the number that a TSV row shows */
	if (decimals < 0)
		snprintf(text, sizeof text, "%.2g", value);
	else
		snprintf(text, sizeof text, "%.*f", decimals, value);
	json_object_set_new(l->object, key,
	    decimals == 0 ? json_integer((json_int_t)llrint(value)) :
			    json_real(strtod(text, NULL)));
}

void
json_end(struct json_line *l, FILE *fp)
{
	json_dumpf(l->object, fp, JSON_COMPACT | JSON_REAL_PRECISION(15));
	putc('\n', fp);
	json_decref(l->object);
}
