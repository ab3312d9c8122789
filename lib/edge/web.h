/*
 * web.h - what sg-cgi(1) does for one request; see sg-web(7)
 *
 *	upload ---------------.
 *	link -> web_fetch() --+-> web_fingerprint() -> web_match() -> rows
 *
 * Each runs programs (job.h) that are bounded and, where they read what a
 * stranger sent, without network (sg-confine(1)). What a stranger wrote is in
 * no message, no log, and in no argument but as the id of a video.
 */

#ifndef WEB_H
#define WEB_H

#include <stdbool.h>
#include <stddef.h>

#include "edge/job.h"
#include "edge/json.h"
#include "edge/web_options.h"
#include "edge/web_problem.h"

#define WEB_ENV  24
#define WEB_ROWS 512 /* candidates or stretches that are kept */

struct web { /* the server, as a request finds it; all borrowed */
	struct web_options options;
	const char *run;             /* a directory of ours alone */
	const char *videos;          /* a stream of videos, or NULL */
	const char *catalogue;       /* URL of a database, or NULL */
	const char *fetch;           /* fetches a link, or NULL */
	bool remote;                 /* the index is a server's, too */
	const char *env[WEB_ENV];    /* of programs; NULL-ended */
	const char *strict[WEB_ENV]; /* of those that read what was sent */
	char log[512];               /* for the operator; "" for nothing */
};

struct web_question {
	char video[12]; /* of YouTube's, or "": the body is the clip */
	uint32_t best;  /* candidates that are wanted */
	char warp[8];   /* of sg-match -w */
	bool picture;
};

struct web_clip {
	int fingerprint;   /* descriptor, or -1 */
	double seconds;    /* that were read */
	double loudest_db; /* of its peaks */
	size_t peaks;
	bool cut;     /* it goes on behind them */
	bool damaged; /* there was something wrong with it */
};

struct web_rows {                   /* of sg-match -j */
	struct json *row[WEB_ROWS]; /* owned */
	size_t n;
	bool timeline; /* stretches, in order of time */
};

/* The sound of a video into a file of its own. */
enum web_problem web_fetch(struct web *, const char *video, int *clip);

/* c->fingerprint is to be closed in any case. */
enum web_problem web_fingerprint(
    struct web *, int clip, double until, struct web_clip *c);

/* No row is no problem. To be released in any case. */
enum web_problem web_match(struct web *, const struct web_question *,
    const struct web_clip *, double until, struct web_rows *);
void web_rows_release(struct web_rows *);

/*
 * Run one program of ours that reads in and writes to a file, which is a new
 * one, to be closed if it is not -1. Its exit status is *status.
 */
enum web_problem web_run(struct web *, const char *const *argv, int in,
    double until, int *out, int *status);

/* A stream to read a descriptor from its beginning; owns a copy. Or NULL. */
FILE *web_read(int fd);

#endif
