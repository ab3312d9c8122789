/* web_serve.h - one request of sg-web(7), from what was asked to the answer */

#ifndef WEB_SERVE_H
#define WEB_SERVE_H

#include "edge/cgi.h"
#include "edge/web.h"

/*
 * Answer the request, whose body is on the standard input, on out. Call
 * job_signals() before. Nothing is written if nobody waits for it any more.
 */
void web_serve(struct web *, const struct cgi *, FILE *out);

#endif
