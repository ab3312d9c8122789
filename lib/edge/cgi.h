/*
 * cgi.h - a request as a web server hands it on (RFC 3875), and the answer
 *
 * What is in a request was written by a stranger.
 */

#ifndef CGI_H
#define CGI_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct cgi { /* borrowed from the environment; "" for what is not there */
	const char *method, *query, *address;
	const char *host, *origin, *site;
	const char *length; /* of the body, as it was sent */
	int refused;        /* the status that the server gave it, or 200 */
};

/* get is getenv(3). */
void cgi_read(struct cgi *, char *(*get)(const char *name));

/*
 * A parameter of the query, decoded, into value of size bytes. Returns 1; 0
 * when it is not there; -1 when it is malformed, too long, or there twice.
 */
int cgi_parameter(
    const struct cgi *, const char *name, char *value, size_t size);

/* Whether all parameters are among names, which ends with a NULL. */
bool cgi_only(const struct cgi *, const char *const *names);

/* The bytes of the body. Returns 0, or -1 when that is not said, or too much. */
int cgi_length(const struct cgi *, uint64_t max, uint64_t *length);

/*
 * Whether the request may be from where it says: hosts lists our names, each
 * ended by a blank; this very machine is always one. A page of another site
 * may not ask us in its visitor's name, and neither may one whose site's name
 * was made to mean this machine.
 */
bool cgi_host(const struct cgi *, const char *hosts);
bool cgi_same_site(const struct cgi *);

/* The head of a JSON answer; after_s > 0: when to come again. */
void cgi_head(FILE *, int status, double after_s);

#endif
