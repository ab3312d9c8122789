/*
 * libpq.h - libpq, loaded when a database is first named
 *
 * With it come twenty other libraries, for TLS, Kerberos and LDAP, which take longer
 * to load than a search in a directory takes. So nothing is linked with it: libpq.c
 * has its functions, which call those of the library.
 */

#ifndef LIBPQ_H
#define LIBPQ_H

/*
 * Load it, for as long as the program runs; before any of its functions is called,
 * by any thread. Returns NULL, or what is wrong.
 */
const char *libpq_load(void);

#endif
