/*
 * web_problem.h - what can be wrong with a request, and how that is said
 */

#ifndef WEB_PROBLEM_H
#define WEB_PROBLEM_H

#include <stdio.h>

#include "edge/json.h"

enum web_problem {
	WEB_OK,
	WEB_GONE, /* nobody waits for the answer any more */
	/* of the request */
	WEB_REQUEST,
	WEB_PATH,
	WEB_METHOD,
	WEB_PARAMETER,
	WEB_LINK,
	WEB_HOST,
	WEB_ORIGIN,
	WEB_LENGTH,
	WEB_EMPTY,
	WEB_LARGE,
	WEB_SOUND,
	WEB_UNKNOWN,
	/* of the moment */
	WEB_RATE,
	WEB_BUSY,
	WEB_LATER,
	WEB_TIME,
	/* of links */
	WEB_NO_FETCH,
	WEB_FETCH,
	WEB_FETCH_LATER,
	/* of the server */
	WEB_BROKEN
};

/* The HTTP status of a problem. */
int web_status(enum web_problem);

/* "error": its code and a sentence; after_s > 0: when to come again. */
void web_problem_json(enum web_problem, double after_s, struct json_line *);

#endif
