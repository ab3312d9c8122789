/* url.h - the few things about URLs that our programs decide themselves */

#ifndef URL_H
#define URL_H

#include <stdbool.h>
#include <stdio.h>

/* Write s as one segment of a path or one value of a query: RFC 3986. */
void url_escape(FILE *, const char *s);

/* Undo %XX in place. Returns 0, or -1 when one is malformed or a NUL. */
int url_unescape(char *s);

/*
 * Whether a secret may be sent there: over https, or over http to this very
 * machine. False for anything odd: a user's name, a backslash, a blank.
 */
bool url_private(const char *url);

#endif
