/* base64.h - bytes as text, RFC 4648 */

#ifndef BASE64_H
#define BASE64_H

#include <stddef.h>

/* Bytes that the text of n bytes takes, the NUL included. */
#define BASE64_SIZE(n) (((n) + 2) / 3 * 4 + 1)

void base64_put(char *out, const void *, size_t n);

/* The variant for URLs: - and _ for + and /, and no = at the end. */
void base64_url_put(char *out, const void *, size_t n);

#endif
