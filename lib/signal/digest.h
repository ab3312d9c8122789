/*
 * digest.h - what the seed called its hashes
 *
 * The first 20 hexadecimal digits of SHA-1 of "f1|f2|dt" in decimal, where f1
 * and f2 are bins counted from the first kept one (0..371) and dt is even
 * (0..30). code = (f1 * 372 + f2) * 16 + dt / 2 is the number that stands for
 * it everywhere inside.
 */

#ifndef DIGEST_H
#define DIGEST_H

#include <stdint.h>

#define DIGEST_BINS   372
#define DIGEST_STEPS  16 /* of dt */
#define DIGEST_SPACE  (DIGEST_BINS * DIGEST_BINS * DIGEST_STEPS)
#define DIGEST_DIGITS 20
#define DIGEST_BYTES  (DIGEST_DIGITS / 2)

void digest_bytes(uint32_t code, uint8_t bytes[static DIGEST_BYTES]);
void digest_text(uint32_t code, char text[static DIGEST_DIGITS + 1]);

/*
 * The code of a digest. Returns 0, or -1 when it is none of DIGEST_SPACE. The
 * first call makes the table of all (once in a process; not thread-safe).
 */
int digest_find(const char *text, uint32_t *code);

#endif
