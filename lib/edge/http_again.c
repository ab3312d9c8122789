/* http_again.c - a request until it is answered: http.h's tries and waits */

#include <errno.h>
#include <stdio.h>
#include <sys/random.h>
#include <time.h>

#include "base/clock.h"
#include "edge/http.h"

void
http_begin(struct http *h)
{
	h->since = clock_now();
	h->tries = 0;
}

int
http_again(struct http *h, const struct http_request *q)
{
	struct timespec t;
	double wait;
	uint32_t draw;

	/* a bad draw is no reason to fail */
	if (getrandom(&draw, sizeof draw, GRND_NONBLOCK) != sizeof draw)
		draw = UINT32_MAX;
	wait = retry_wait(&h->policy, h->tries + (h->tries == 0),
	    draw / (double)UINT32_MAX, h->reply.after_s);
	if (h->tries >= h->policy.tries ||
	    clock_now() + wait >= h->since + h->policy.total_s) {
		snprintf(h->err, sizeof h->err, "%s: %s (%u tries in %.0f s)",
		    q->what, h->failed, h->tries, clock_now() - h->since);
		return -1;
	}
	t.tv_sec = (time_t)wait;
	t.tv_nsec = (long)((wait - (double)t.tv_sec) * 1e9);
	while (nanosleep(&t, &t) < 0 && errno == EINTR)
		;
	return 0;
}

int
http_do(struct http *h, const struct http_request *q)
{
	char why[128];

	for (http_begin(h);;) {
		if (http_once(h, q) == 0) {
			why[0] = '\0';
			if (q->settled == NULL ?
				!h->transient :
				q->settled(q->arg, &h->reply, why))
				return 0;
			h->transient = true;
			if (why[0] != '\0')
				snprintf(
				    h->failed, sizeof h->failed, "%s", why);
		}
		if (!h->transient || http_again(h, q) < 0)
			return -1;
	}
}

int
http_refused(struct http *h, const struct http_request *q, const char *message)
{
	int status = h->reply.status;
	char *p;

	h->transient = retry_status(status);
	snprintf(h->err, sizeof h->err, "%s: HTTP %d%s%.300s", q->what, status,
	    message != NULL && *message != '\0' ? ": " :
	    status >= 300 && status < 400       ? ": a redirect" :
						  "",
	    message != NULL ? message : "");
	for (p = h->err; *p != '\0';
	     p++) /* a server's words steer no terminal */
		if ((unsigned char)*p < ' ' || *p == 0x7f)
			*p = ' ';
	return -1;
}
