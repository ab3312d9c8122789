/*
 * retry.h - what is worth trying again, and after how long; no clock, no
 * network: those are http.h's
 *
 * The wait before try n + 1 is drawn between 0 and wait_s * 2^(n - 1), at most
 * wait_max_s ("full jitter"), so that clients which failed together do not
 * come back together; a server's Retry-After is waited out on top of that.
 */

#ifndef RETRY_H
#define RETRY_H

#include <stdbool.h>
#include <stdint.h>

struct retry {
	uint32_t tries;    /* of one request, the first included */
	double wait_s;     /* bound of the first wait */
	double wait_max_s; /* bound of every wait */
	double connect_s;  /* that a connection may take to stand */
	double stall_s;    /* that it may then be as good as silent */
	double total_s;    /* of all tries and waits, without progress */
};

extern const struct retry retry_default;

/*
 * Change what text names: "tries=5 wait=1 connect=10 stall=30 total=600", any
 * of these, in any order; NULL or "" changes nothing. Returns 0, or -1 with
 * why set.
 */
int retry_options(struct retry *, const char *text, char why[static 128]);

/* Whether this HTTP status may be another a little later. */
bool retry_status(int status);

/*
 * Seconds to wait after n failed tries, n >= 1; draw is uniform in 0..1, and
 * after_s what the server asked for, or 0.
 */
double retry_wait(
    const struct retry *, uint32_t n, double draw, double after_s);

#endif
