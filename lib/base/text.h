/*
 * text.h - the dialect of a field: PostgreSQL COPY's escapes, and two more
 *
 * \b \f \n \r \t \v \\ and \xHH; a field that is just - is \x2d, since - is
 * the missing value; a leading # is \x23, since # begins a comment. What else may
 * steer a terminal is \xHH: ESC, DEL, and U+0080 to U+009F, also as a byte that is
 * no UTF-8.
 */

#ifndef TEXT_H
#define TEXT_H

#include <stdio.h>

/* Write s as one field; NULL gives "-". Errors stay in the FILE. */
void text_put(FILE *, const char *s);

/* For a message: what may steer a terminal, but a tab, becomes '?'. */
void text_tame(char *s);

/* Undo the escapes in place. Returns 0, or -1 when one is malformed. */
int text_unescape(char *s);

#endif
