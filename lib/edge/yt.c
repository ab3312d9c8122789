#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/sg.h"
#include "edge/secret.h"
#include "edge/url.h"
#include "edge/yt.h"
#include "edge/yt_cache.h"

/* "the prefix" and "the string", in one; with a slash between, if sep */
static char *
join(const char *a, const char *sep, const char *b)
{
	size_t n = strlen(a) + strlen(sep) + strlen(b) + 1;
	char *s = xreallocarray(NULL, n, 1);

	snprintf(s, n, "%s%s%s", a, sep, b);
	return s;
}

int
yt_open(struct yt *y, const char *endpoint, const char *key, const char *cache,
    const struct retry *policy, const char *ca_file)
{
	size_t n;

	*y = (struct yt) { 0 };
	secret_guard();
	if (endpoint == NULL)
		endpoint = YT_ENDPOINT;
	n = strlen(endpoint);
	y->endpoint =
	    join(endpoint, n > 0 && endpoint[n - 1] == '/' ? "" : "/", "");
	y->key = join("X-goog-api-key: ", "", key);
	y->cache = cache != NULL ? xstrdup(cache) : NULL;
	/* "gzip" in the name: without it some of Google's servers send none */
	if (http_open(&y->http, "sg-ytmeta/" SG_VERSION " (gzip)", policy,
		ca_file) < 0)
		snprintf(y->err, sizeof y->err, "%s", y->http.err);
	else if (!url_private(endpoint))
		snprintf(y->err, sizeof y->err,
		    "%s: the key would go in the clear: want https://, or "
		    "http:// to this machine",
		    endpoint);
	else if (cache != NULL && mkdir(cache, 0700) < 0 && errno != EEXIST)
		snprintf(
		    y->err, sizeof y->err, "%s: %s", cache, strerror(errno));
	return y->err[0] == '\0' ? 0 : -1;
}

void
yt_close(struct yt *y)
{
	http_close(&y->http);
	free(y->endpoint);
	free(y->key);
	free(y->cache);
}

/* The words that an error is known by; the later form of the API comes first. */
static const char *
reason(const struct json *answer)
{
	const char *s = json_string_at(answer, "error.details.0.reason");

	if (s == NULL)
		s = json_string_at(answer, "error.errors.0.reason");
	if (s == NULL)
		s = json_string_at(answer, "error.status");
	return s != NULL ? s : "";
}

static bool
is_among(const char *word, const char *const *list)
{
	for (; *list != NULL; list++)
		if (strcmp(word, *list) == 0)
			return true;
	return false;
}

/* Too fast is cured by waiting a little; all spent, by midnight in California. */
static const char *const too_fast[] = { "rateLimitExceeded",
	"userRateLimitExceeded", "RATE_LIMIT_EXCEEDED", "RESOURCE_EXHAUSTED",
	NULL };
static const char *const all_spent[] = { "quotaExceeded", "dailyLimitExceeded",
	NULL };

static bool
settled(void *arg, const struct http_reply *r, char why[128])
{
	struct yt *y = arg;

	json_free(y->answer);
	y->answer = NULL;
	if (r->status == 304)
		return true;
	y->answer = json_read(r->body, r->len, why);
	if (r->status == 200) {
		if (y->answer != NULL &&
		    json_string_at(y->answer, "kind") == NULL)
			snprintf(why, 128, "an answer without a kind");
		return y->answer != NULL &&
		       json_string_at(y->answer, "kind") != NULL;
	}
	why[0] = '\0';
	if (r->status == 403 || r->status == 429) {
		if (is_among(reason(y->answer), all_spent))
			return true;
		if (r->status == 429 || is_among(reason(y->answer), too_fast)) {
			snprintf(why, 128, "HTTP %d: %.80s", r->status,
			    reason(y->answer));
			return false;
		}
	}
	return !retry_status(r->status);
}

/* Say what an answer means that is none: sets status and err. */
static void
blame(struct yt *y, const struct http_request *q)
{
	static const char *const key_invalid[] = { "keyInvalid",
		"API_KEY_INVALID", "badRequest", NULL };
	const char *why = reason(y->answer);
	const char *message = json_string_at(y->answer, "error.message");
	char text[300];

	snprintf(text, sizeof text, "%.60s%s%.200s", why,
	    *why != '\0' && message != NULL ? ": " : "",
	    message != NULL ? message : "");
	http_refused(&y->http, q, text);
	y->status = y->http.reply.status == 404 ? SG_NO : SG_FAIL;
	y->stale_page = strcmp(why, "invalidPageToken") == 0;
	if (is_among(why, all_spent)) {
		y->status = SG_RETRY;
		snprintf(y->err, sizeof y->err,
		    "%s: the quota is used up (%s) until midnight, Pacific "
		    "time",
		    q->what, why);
	} else if (y->http.reply.status == 400 && is_among(why, key_invalid)) {
		snprintf(y->err, sizeof y->err, "%.400s (is the key right?)",
		    y->http.err);
	} else {
		memcpy(y->err, y->http.err, sizeof y->err);
	}
}

/* Ask, with the ETag of what is kept; sets y->answer or status and err. */
static void
ask(struct yt *y, struct http_request *q, struct yt_entry *e)
{
	char *match = NULL, why[128];
	uint64_t before = y->http.answers;
	const char *etag;
	int rc;

	if (e->etag != NULL)
		q->header[1] = match = join("If-None-Match: ", "", e->etag);
	rc = http_do(&y->http, q);
	q->header[1] = NULL;
	free(match);
	y->spent += y->http.answers - before;
	if (rc < 0) {
		y->status = y->http.transient ? SG_RETRY : SG_FAIL;
		memcpy(y->err, y->http.err, sizeof y->err);
		json_free(y->answer);
		y->answer = NULL;
	} else if (y->http.reply.status == 304 && e->etag != NULL) {
		y->answer = json_read(e->body, e->len, why);
		yt_cache_touch(y->cache, q->url);
	} else if (y->http.reply.status != 200) {
		blame(y, q);
		json_free(y->answer);
		y->answer = NULL;
	} else if (y->cache != NULL &&
		   (etag = json_string_at(y->answer, "etag")) != NULL &&
		   etag[strcspn(etag, "\r\n")] == '\0') {
		/* a cache that cannot be written costs units, and no more */
		yt_cache_put(y->cache, q->url, etag, y->http.reply.body,
		    y->http.reply.len);
	}
}

struct json *
yt_get(struct yt *y, const char *what, const char *resource, const char *query)
{
	char *path = join(y->endpoint, "", resource);
	char *url = join(path, "?", query);
	struct http_request q = { .what = what,
		.method = "GET",
		.url = url,
		.header = { y->key },
		.settled = settled,
		.arg = y,
		.packed = true };
	struct yt_entry e = { 0 };
	struct json *answer;

	y->stale_page = false;
	y->status = 0;
	if (y->cache != NULL)
		yt_cache_get(y->cache, url, &e);
	ask(y, &q, &e);
	if (y->answer == NULL && y->status == 0) { /* what was kept is bad */
		yt_entry_release(&e);
		ask(y, &q, &e);
	}
	yt_entry_release(&e);
	free(url);
	free(path);
	answer = y->answer;
	y->answer = NULL;
	return answer;
}
