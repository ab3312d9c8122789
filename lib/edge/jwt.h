/* jwt.h - JSON Web Tokens, RS256; the only file that signs */

#ifndef JWT_H
#define JWT_H

#include <time.h>

/*
 * "header.claims.signature" of two JSON texts, signed with a private key in
 * PEM; the caller's. NULL when the key is none, or none of RSA.
 */
char *jwt_sign(const char *header, const char *claims, const char *pem);

/*
 * A JSON object of pairs of a key and a value, up to a NULL, as text, the caller's;
 * a pair without a value is left out. now > 0: with iat, and exp life_s later.
 */
char *jwt_object(const char *const *pair, time_t now, int life_s);

#endif
