#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/num.h"
#include "base/sg.h"
#include "base/text.h"
#include "base/utf8.h"
#include "edge/json.h"

/* What jansson gave; it gives nothing where there is no memory. */
static json_t *
made(json_t *v)
{
	if (v == NULL)
		no_memory();
	return v;
}

static void
set(json_t *object, const char *key, json_t *v)
{
	if (json_object_set_new(object, key, made(v)) < 0)
		no_memory();
}

static void
append(json_t *list, json_t *v)
{
	if (json_array_append_new(list, made(v)) < 0)
		no_memory();
}

void
json_begin(struct json_line *l)
{
	l->object = made(json_object());
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

	if (v == NULL && value != NULL) {
		copy = repair(value);
		v = json_string(copy);
		free(copy);
	}
	set(l->object, key, v);
}

static json_t *
number(double value, int decimals)
{
	char text[64];

	if (!isfinite(value))
		return json_null();
	/* through text, so that it is the number that a TSV row shows */
	if (decimals < 0)
		snprintf(text, sizeof text, "%.2g", value);
	else
		snprintf(text, sizeof text, "%.*f", decimals, value);
	return decimals == 0 ? json_integer((json_int_t)llrint(value)) :
			       json_real(strtod(text, NULL));
}

void
json_number(struct json_line *l, const char *key, double value, int decimals)
{
	set(l->object, key, number(value, decimals));
}

void
json_bool(struct json_line *l, const char *key, bool value)
{
	set(l->object, key, json_boolean(value));
}

void
json_numbers(struct json_line *l, const char *key, const double *value,
    size_t n, int decimals)
{
	json_t *list = made(json_array());
	size_t i;

	for (i = 0; i < n; i++)
		append(list, number(value[i], decimals));
	set(l->object, key, list);
}

void
json_part(struct json_line *l, const char *key, struct json_line *part)
{
	set(l->object, key, part->object);
}

void
json_append(struct json_line *l, const char *key, struct json_line *part)
{
	json_t *list = json_object_get(l->object, key);

	if (list == NULL) {
		list = made(json_array());
		set(l->object, key, list);
	}
	if (part != NULL)
		append(list, part->object);
}

static char *
spell(const json_t *v, size_t flags)
{
	char *text = json_dumps(v, flags);

	if (text == NULL)
		no_memory();
	return text;
}

/*
 * A line; one that cannot be written is the FILE's to say. jansson escapes C0;
 * DEL and C1 steer a terminal, too.
 */
static void
dump(const json_t *v, FILE *fp, size_t flags)
{
	char *text = spell(v, flags), *s, *from;
	size_t next;

	for (s = from = text; *s != '\0'; s += next) {
		if (utf8_control(s, &next) == 0)
			continue;
		fwrite(from, 1, (size_t)(s - from), fp);
		from = s + next;
		fprintf(fp, "\\u%04X", (unsigned char)from[-1]);
	}
	fwrite(from, 1, (size_t)(s - from), fp);
	putc('\n', fp);
	free(text);
}

void
json_end(struct json_line *l, FILE *fp)
{
	dump(l->object, fp, JSON_COMPACT | JSON_REAL_PRECISION(15));
	json_decref(l->object);
}

void
json_begin_with(struct json_line *l, const struct json *v)
{
	json_begin(l);
	if (json_is_object((const json_t *)v) &&
	    json_object_update(
		l->object, (json_t *)(uintptr_t)(const json_t *)v) < 0)
		no_memory();
}

struct json *
json_read(const char *text, size_t n, char why[static 128])
{
	json_error_t e;
	json_t *v =
	    json_loadb(text, n, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &e);

	if (v == NULL) {
		/* it quotes what it read, to the end of the line and on */
		snprintf(why, 128, "no JSON: line %d: %.90s", e.line, e.text);
		text_tame(why);
	}
	return (struct json *)v;
}

void
json_free(struct json *v)
{
	json_decref((json_t *)v);
}

const struct json *
json_at(const struct json *value, const char *path)
{
	const json_t *v = (const json_t *)value;
	char key[64];
	uint32_t i;
	size_t n;

	while (v != NULL && path != NULL && *path != '\0') {
		n = strcspn(path, ".");
		if (n >= sizeof key)
			return NULL;
		memcpy(key, path, n);
		key[n] = '\0';
		path += n + (path[n] == '.');
		if (json_is_object(v))
			v = json_object_get(v, key);
		else if (json_is_array(v) && num_u32(key, UINT32_MAX, &i) == 0)
			v = json_array_get(v, i);
		else
			v = NULL;
	}
	return (const struct json *)v;
}

const char *
json_string_at(const struct json *v, const char *path)
{
	return json_string_value((const json_t *)json_at(v, path));
}

bool
json_true_at(const struct json *v, const char *path)
{
	return json_is_true((const json_t *)json_at(v, path));
}

double
json_number_at(const struct json *v, const char *path, double otherwise)
{
	const json_t *number = (const json_t *)json_at(v, path);

	return json_is_number(number) ? json_number_value(number) : otherwise;
}

int64_t
json_whole_at(const struct json *v, const char *path, int64_t otherwise)
{
	const json_t *whole = (const json_t *)json_at(v, path);

	return json_is_integer(whole) ? json_integer_value(whole) : otherwise;
}

size_t
json_count(const struct json *v, const char *path)
{
	return json_array_size((const json_t *)json_at(v, path));
}

void
json_print(const struct json *v, FILE *fp)
{
	dump((const json_t *)v, fp,
	    JSON_COMPACT | JSON_ENCODE_ANY | JSON_REAL_PRECISION(17));
}
