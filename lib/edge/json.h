/* json.h - one JSON object a line; the only file that knows jansson */

#ifndef JSON_H
#define JSON_H

#include <stdio.h>

struct json_line {
	void *object; /* jansson's; NULL when there was no memory */
};

void json_begin(struct json_line *);

/* NULL gives null; bytes that are no UTF-8 become U+FFFD. */
void json_text(struct json_line *, const char *key, const char *value);

/* With so many decimals, 0 for a whole number, -1 for 2 significant digits. */
void json_number(
    struct json_line *, const char *key, double value, int decimals);

/* Write the line. Errors stay in the FILE. */
void json_end(struct json_line *, FILE *);

#endif
