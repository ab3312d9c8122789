/* jwt.h - JSON Web Tokens, RS256; the only file that signs */

#ifndef JWT_H
#define JWT_H

/*
 * "header.claims.signature" of two JSON texts, signed with a private key in
 * PEM; the caller's. NULL when the key is none, or none of RSA.
 */
char *jwt_sign(const char *header, const char *claims, const char *pem);

#endif
