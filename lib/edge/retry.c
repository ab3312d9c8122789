#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/num.h"
#include "edge/retry.h"

/* As Google advises its clients: 1 s, doubled, to a minute; then give up. */
const struct retry retry_default = { 5, 1, 60, 10, 30, 600 };

static int
set(struct retry *r, const char *word, char why[static 128])
{
	static const char *const name[] = { "tries", "wait", "connect", "stall",
		"total" };
	double *const place[] = { NULL, &r->wait_s, &r->connect_s, &r->stall_s,
		&r->total_s };
	size_t i, n;

	for (i = 0; i < sizeof name / sizeof name[0]; i++) {
		n = strlen(name[i]);
		if (strncmp(word, name[i], n) != 0 || word[n] != '=')
			continue;
		if (i == 0 && num_u32(word + n + 1, 1000, &r->tries) == 0 &&
		    r->tries > 0)
			return 0;
		/* nothing below a millisecond, which is libcurl's unit */
		if (i > 0 &&
		    num_real(word + n + 1, 0.001, 86400, place[i]) == 0)
			return 0;
		snprintf(why, 128, "%s: want %s, got '%.40s'", name[i],
		    i == 0 ? "1..1000" : "0.001..86400 seconds", word + n + 1);
		return -1;
	}
	snprintf(why, 128,
	    "want tries=, wait=, connect=, stall= or total=, got '%.40s'",
	    word);
	return -1;
}

int
retry_options(struct retry *r, const char *text, char why[static 128])
{
	char word[64];
	size_t n;

	if (text == NULL)
		return 0;
	for (text += strspn(text, " "); *text != '\0';
	     text += n + strspn(text + n, " ")) {
		n = strcspn(text, " ");
		snprintf(
		    word, sizeof word, "%.*s", (int)(n < 60 ? n : 60), text);
		if (set(r, word, why) < 0)
			return -1;
	}
	return 0;
}

bool
retry_status(int status)
{
	/* not 501 and 505: a server that never learns it */
	return status == 408 || status == 429 || status == 500 ||
	       (status >= 502 && status <= 504);
}

double
retry_wait(const struct retry *r, uint32_t n, double draw, double after_s)
{
	double bound = ldexp(r->wait_s, n < 64 ? (int)n - 1 : 63);

	return after_s + draw * fmin(bound, r->wait_max_s);
}
