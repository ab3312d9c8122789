/* utf8.h - the characters of UTF-8, and which of them steer a terminal */

#ifndef UTF8_H
#define UTF8_H

#include <stddef.h>

/*
 * Bytes of the character at s, the NUL among them; 0 when it is malformed,
 * overlong, a surrogate or beyond U+10FFFF (RFC 3629).
 */
size_t utf8_len(const char *s);

/*
 * How many bytes that steer a terminal s begins with, 0 for none: C0 and the NUL,
 * DEL, or C1, which is U+0080 to U+009F, and a byte of those numbers that is no
 * part of UTF-8. *len: of the character that s begins with, 1 when it is none.
 */
size_t utf8_control(const char *s, size_t *len);

#endif
