/*
 * http.h - requests that outlive a bad minute; the only file that knows libcurl
 *
 *	http_do:   begin -> once -> fine? -> done
 *	                     ^   `-> worth it? -> again (waits) --.
 *	                     `-------------------------------------'
 *
 * Every connection has a bound, and so have all the tries of a request
 * together. Certificates are verified, TLS is 1.2 at least, redirects are not
 * followed (they would take a key elsewhere), nothing but http and https is
 * spoken, and the proxy of the environment is used. What may be secret (URLs,
 * headers, bodies) is in no message: those name a request by its `what`.
 */

#ifndef HTTP_H
#define HTTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "edge/retry.h"

#define HTTP_HEADERS  16         /* that a request may have */
#define HTTP_BODY_MAX (64 << 20) /* bytes of an answer that is kept */

struct http_reply {
	int status; /* 0: no answer */
	char *body; /* NUL-ended; what no sink took; valid until the next */
	size_t len; /* bytes of it */
	size_t cap;
	double after_s; /* Retry-After */
};

struct http {
	void *plain; /* handles with what all requests have in common, */
	void *curl;  /* of this one, */
	void *share; /* and with the connections */
	struct retry policy;
	struct http_reply reply;
	uint64_t answers; /* so far: what a quota counts */
	uint32_t tries;   /* since http_begin */
	double since;     /* when that was: seconds of a monotonic clock */
	bool transient;   /* another try may do better */
	char failed[256]; /* what the last try came to, if it failed */
	char err[512];
};

struct http_request {
	const char *what;   /* in messages; no secret */
	const char *method; /* GET, POST, PUT, DELETE */
	const char *url;
	const char *header[HTTP_HEADERS]; /* "Name: value", up to a NULL */
	const void *body;                 /* NULL: none */
	size_t body_len;
	/*
	 * Takes the body of a 200 or 206 as it comes, when http_header() has
	 * the answer's headers; non-zero stops the transfer for good.
	 */
	int (*sink)(void *arg, const void *b, size_t n);
	/*
	 * Whether an answer is as good as it will get; if not, why may say
	 * what is wrong with it. NULL: anything but a retry_status is.
	 */
	bool (*settled)(void *arg, const struct http_reply *, char why[128]);
	void *arg;
	bool packed; /* gzip and the like may be used on the way */
	bool direct; /* past any proxy */
};

/*
 * agent is sent as the User-Agent; ca_file holds the certificates to trust,
 * NULL: the system's. Returns 0, or -1 with err set.
 */
int http_open(struct http *, const char *agent, const struct retry *policy,
    const char *ca_file);
void http_close(struct http *);

/*
 * Ask until there is an answer that is settled. Returns 0 with h->reply, its
 * status perhaps not the one that was hoped for, or -1 with err set, and
 * transient when it may be worth another run.
 */
int http_do(struct http *, const struct http_request *);

/* The same in steps, for a caller that has to do something between tries. */
void http_begin(struct http *); /* also when it goes on: counts tries anew */
int http_once(struct http *, const struct http_request *);  /* as http_do */
int http_again(struct http *, const struct http_request *); /* waits; or -1 */

/* Header i of that name in the last answer, or NULL. Valid until the next. */
const char *http_header(const struct http *, const char *name, size_t i);

/* Set err to what the last answer was, an error of the server's; returns -1. */
int http_refused(
    struct http *, const struct http_request *, const char *message);

#endif
