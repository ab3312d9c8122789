#include <math.h>

#include "edge/web_problem.h"

static const struct saying {
	int status;
	const char *code, *message;
} sayings[] = {
	[WEB_REQUEST] = { 400, "request", "The request is malformed." },
	[WEB_PATH] = { 404, "path", "There is nothing at this path." },
	[WEB_METHOD] = { 405, "method",
	    "Want POST with a clip, POST ?url=..., or GET." },
	[WEB_PARAMETER] = { 400, "parameter",
	    "A parameter is unknown or malformed." },
	[WEB_LINK] = { 400, "link",
	    "Want the link of one video on YouTube, such as "
	    "https://youtu.be/dQw4w9WgXcQ." },
	[WEB_HOST] = { 403, "host",
	    "This server is not called so: its operator sets host=." },
	[WEB_ORIGIN] = { 403, "origin",
	    "Only this server's own page may ask, not that of another." },
	[WEB_LENGTH] = { 411, "length", "Want a Content-Length." },
	[WEB_EMPTY] = { 400, "empty", "The clip is empty." },
	[WEB_LARGE] = { 413, "too_large",
	    "The clip has more bytes than this server takes." },
	[WEB_SOUND] = { 415, "no_sound",
	    "This is no sound or film that can be read, or it has no sound." },
	[WEB_UNKNOWN] = { 404, "unknown",
	    "There is no recording of that id here." },
	[WEB_RATE] = { 429, "rate", "Too many searches from one address." },
	[WEB_BUSY] = { 503, "busy", "As many searches run as can at a time." },
	[WEB_LATER] = { 503, "later",
	    "The index cannot be read at the moment." },
	[WEB_TIME] = { 504, "time",
	    "The search took too long, and was stopped." },
	[WEB_NO_FETCH] = { 501, "no_fetch", "This server follows no links." },
	[WEB_FETCH] = { 502, "fetch",
	    "The video is not available: private, live, too long, or gone." },
	[WEB_FETCH_LATER] = { 503, "fetch_later",
	    "YouTube does not give the video at the moment." },
	[WEB_BROKEN] = { 500, "broken",
	    "Something is wrong with this server; its log says what." },
};

int
web_status(enum web_problem p)
{
	return p == WEB_OK ? 200 : sayings[p].status;
}

void
web_problem_json(enum web_problem p, double after_s, struct json_line *o)
{
	struct json_line error;

	json_begin(&error);
	json_text(&error, "code", sayings[p].code);
	json_text(&error, "message", sayings[p].message);
	if (after_s > 0)
		json_number(&error, "retry_after_s", ceil(after_s), 0);
	json_part(o, "error", &error);
}
