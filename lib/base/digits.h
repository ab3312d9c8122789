/*
 * digits.h - numbers into text, without printf, which took a fifth of the time
 * to fingerprint a recording
 *
 * Each writes at `to` and returns the end of what it wrote; no NUL is put.
 */

#ifndef DIGITS_H
#define DIGITS_H

#include <stdint.h>

#define DIGITS_MAX 24 /* bytes that any of these may write */

char *digits_u64(char *to, uint64_t v);

/* v / 10^decimals, with all decimals: (-1205, 2) is -12.05. At most 18. */
char *digits_fixed(char *to, int64_t v, int decimals);

/* Eight digits in lower case. */
char *digits_hex32(char *to, uint32_t v);

#endif
