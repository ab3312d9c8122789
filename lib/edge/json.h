/*
 * json.h - one JSON object a line out, any JSON in; the only file that knows
 * jansson
 */

#ifndef JSON_H
#define JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct json_line {
	void *object; /* jansson's; NULL when there was no memory */
};

void json_begin(struct json_line *);

/* NULL gives null; bytes that are no UTF-8 become U+FFFD. */
void json_text(struct json_line *, const char *key, const char *value);

/*
 * With so many decimals, 0 for a whole number, -1 for 2 significant digits; what
 * is not finite is null.
 */
void json_number(
    struct json_line *, const char *key, double value, int decimals);

void json_bool(struct json_line *, const char *key, bool value);

/* n numbers, in an array. */
void json_numbers(struct json_line *, const char *key, const double *value,
    size_t n, int decimals);

/* An object, which goes over into this one, and is to be left alone then. */
void json_part(struct json_line *, const char *key, struct json_line *part);

/*
 * The same, behind the last of an array, which is made when it is not there;
 * part NULL: nothing behind it.
 */
void json_append(struct json_line *, const char *key, struct json_line *part);

/* Write the line. Errors stay in the FILE. */
void json_end(struct json_line *, FILE *);

/* A value that was read; parts of it are borrowed from the whole. */
struct json;

/* As json_begin(), but with what an object has that was read. */
void json_begin_with(struct json_line *, const struct json *);

/*
 * Read all of text: strictly UTF-8, no key twice, nothing after it. Returns
 * the value, for json_free, or NULL with why set.
 */
struct json *json_read(const char *text, size_t n, char why[static 128]);
void json_free(struct json *);

/*
 * The part at "error.errors.0.reason": keys and places in arrays. NULL when
 * there is none. json_at(v, NULL) is v, and of NULL every part is NULL.
 */
const struct json *json_at(const struct json *, const char *path);

const char *json_string_at(const struct json *, const char *path); /* or NULL */
bool json_true_at(const struct json *, const char *path);
double json_number_at(const struct json *, const char *path, double otherwise);
int64_t json_whole_at(const struct json *, const char *path, int64_t otherwise);
size_t json_count(const struct json *, const char *path); /* of an array */

/* The value on a line. Errors stay in the FILE. */
void json_print(const struct json *, FILE *);

#endif
