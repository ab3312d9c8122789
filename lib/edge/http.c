#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/clock.h"
#include "base/late.h"
#include "base/sg.h"
#include "edge/http.h"

enum {
	CRAWL = 1024 /* bytes a second: slower is as good as silent */
};

/* A transfer, as its callbacks see it. */
struct transfer {
	struct http *http;
	const struct http_request *request;
	bool too_long;
};

LATE(curl_easy_cleanup);
LATE(curl_easy_duphandle);
LATE(curl_easy_getinfo);
LATE(curl_easy_header);
LATE(curl_easy_init);
LATE(curl_easy_perform);
LATE(curl_easy_setopt);
LATE(curl_easy_strerror);
LATE(curl_share_cleanup);
LATE(curl_share_init);
LATE(curl_share_setopt);
LATE(curl_slist_append);
LATE(curl_slist_free_all);

LATE_LIBRARY(libcurl, "libcurl.so.4", LATE_AT(curl_easy_cleanup),
    LATE_AT(curl_easy_duphandle), LATE_AT(curl_easy_getinfo),
    LATE_AT(curl_easy_header), LATE_AT(curl_easy_init),
    LATE_AT(curl_easy_perform), LATE_AT(curl_easy_setopt),
    LATE_AT(curl_easy_strerror), LATE_AT(curl_share_cleanup),
    LATE_AT(curl_share_init), LATE_AT(curl_share_setopt),
    LATE_AT(curl_slist_append), LATE_AT(curl_slist_free_all));

int
http_open(struct http *h, const char *agent, const struct retry *policy,
    const char *ca_file)
{
	const char *wrong = late_load(&libcurl);
	CURLSH *s;
	CURL *c;

	*h = (struct http) { .policy = *policy };
	if (wrong != NULL) {
		snprintf(h->err, sizeof h->err, "%s", wrong);
		return -1;
	}
	h->plain = c = own_curl_easy_init();
	h->share = s = own_curl_share_init();
	if (c == NULL || s == NULL ||
	    own_curl_share_setopt(s, CURLSHOPT_SHARE, CURL_LOCK_DATA_CONNECT) !=
		CURLSHE_OK ||
	    own_curl_share_setopt(
		s, CURLSHOPT_SHARE, CURL_LOCK_DATA_SSL_SESSION) != CURLSHE_OK ||
	    own_curl_share_setopt(s, CURLSHOPT_SHARE, CURL_LOCK_DATA_DNS) !=
		CURLSHE_OK ||
	    own_curl_easy_setopt(c, CURLOPT_USERAGENT, agent) != CURLE_OK ||
	    (ca_file != NULL &&
		own_curl_easy_setopt(c, CURLOPT_CAINFO, ca_file) != CURLE_OK) ||
	    own_curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "http,https") !=
		CURLE_OK) {
		snprintf(h->err, sizeof h->err, "libcurl does not start");
		return -1;
	}
	own_curl_easy_setopt(c, CURLOPT_FOLLOWLOCATION, 0L);
	own_curl_easy_setopt(
	    c, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	own_curl_easy_setopt(c, CURLOPT_SSL_VERIFYPEER, 1L);
	own_curl_easy_setopt(c, CURLOPT_SSL_VERIFYHOST, 2L);
	/* our headers are for the server, not for the proxy on the way */
	own_curl_easy_setopt(c, CURLOPT_HEADEROPT, (long)CURLHEADER_SEPARATE);
	own_curl_easy_setopt(c, CURLOPT_TCP_KEEPALIVE, 1L);
	own_curl_easy_setopt(
	    c, CURLOPT_CONNECTTIMEOUT_MS, (long)(policy->connect_s * 1000));
	return 0;
}

void
http_close(struct http *h)
{
	if (h->plain != NULL) {
		own_curl_easy_cleanup(h->curl);
		own_curl_easy_cleanup(h->plain);
		own_curl_share_cleanup(h->share);
	}
	free(h->reply.body);
}

static size_t
keep(struct http_reply *r, const char *b, size_t n)
{
	if (r->len + n > HTTP_BODY_MAX)
		return 0;
	r->body = xgrow(r->body, &r->cap, r->len + n + 1, 1);
	memcpy(r->body + r->len, b, n);
	r->body[r->len += n] = '\0';
	return n;
}

static size_t
receive(char *b, size_t one, size_t n, void *arg)
{
	struct transfer *t = arg;
	const struct http_request *q = t->request;
	long status = 0;

	(void)one;
	own_curl_easy_getinfo(t->http->curl, CURLINFO_RESPONSE_CODE, &status);
	if (q->sink != NULL && (status == 200 || status == 206))
		return q->sink(q->arg, b, n) == 0 ? n : 0;
	t->too_long = keep(&t->http->reply, b, n) < n;
	return t->too_long ? 0 : n;
}

static struct curl_slist *
more(struct curl_slist *list, const char *text)
{
	struct curl_slist *longer = own_curl_slist_append(list, text);

	if (longer == NULL)
		no_memory();
	return longer;
}

static struct curl_slist *
header_list(const struct http_request *q)
{
	/* libcurl would wait for a 100, and call any body a form */
	static const char *const none[] = { "Expect:", "Content-Type:" };
	struct curl_slist *list = NULL;
	bool typed = false;
	size_t i;

	for (i = 0; i < HTTP_HEADERS && q->header[i] != NULL; i++) {
		typed |= strncasecmp(q->header[i], none[1], 13) == 0;
		list = more(list, q->header[i]);
	}
	for (i = 0; i < (typed ? 1 : 2); i++)
		list = more(list, none[i]);
	return list;
}

/* An option that libcurl copies. */
static void
set_text(CURL *c, CURLoption option, const char *text)
{
	if (own_curl_easy_setopt(c, option, text) != CURLE_OK)
		no_memory();
}

static void
ask(struct http *h, const struct http_request *q, struct transfer *t,
    struct curl_slist *list)
{
	CURL *c = h->curl;
	double left = h->since + h->policy.total_s - clock_now();

	set_text(c, CURLOPT_URL, q->url);
	own_curl_easy_setopt(c, CURLOPT_HTTPGET, 1L);
	if (q->body != NULL) {
		own_curl_easy_setopt(c, CURLOPT_POSTFIELDS, q->body);
		own_curl_easy_setopt(
		    c, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)q->body_len);
		own_curl_easy_setopt(c, CURLOPT_POST, 1L);
	}
	set_text(c, CURLOPT_CUSTOMREQUEST, q->method);
	own_curl_easy_setopt(c, CURLOPT_HTTPHEADER, list);
	set_text(c, CURLOPT_ACCEPT_ENCODING, q->packed ? "" : NULL);
	set_text(c, CURLOPT_NOPROXY, q->direct ? "*" : NULL);
	own_curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, receive);
	own_curl_easy_setopt(c, CURLOPT_WRITEDATA, t);
	/*
	 * What a sink takes may be of any length, and the sink may be a slow
	 * pipe: that may last, but must not crawl. libcurl counts in whole
	 * seconds.
	 */
	own_curl_easy_setopt(c, CURLOPT_TIMEOUT_MS,
	    q->sink != NULL ? 0L :
	    left > 0.001    ? (long)(left * 1000) :
			      1L);
	own_curl_easy_setopt(
	    c, CURLOPT_LOW_SPEED_LIMIT, q->sink != NULL ? CRAWL : 1L);
	own_curl_easy_setopt(c, CURLOPT_LOW_SPEED_TIME,
	    h->policy.stall_s > 1 ? (long)h->policy.stall_s : 1L);
}

/* Network trouble, as opposed to something that will not change. */
static bool
passes(CURLcode rc)
{
	switch (rc) {
	case CURLE_COULDNT_RESOLVE_HOST:
	case CURLE_COULDNT_RESOLVE_PROXY:
	case CURLE_COULDNT_CONNECT:
	case CURLE_OPERATION_TIMEDOUT:
	case CURLE_PARTIAL_FILE:
	case CURLE_GOT_NOTHING:
	case CURLE_SEND_ERROR:
	case CURLE_RECV_ERROR:
	case CURLE_SSL_CONNECT_ERROR:
	case CURLE_HTTP2:
	case CURLE_HTTP2_STREAM:
	case CURLE_BAD_CONTENT_ENCODING: /* gzip that was cut off */
	case CURLE_WEIRD_SERVER_REPLY:
		return true;
	default:
		return false;
	}
}

/*
 * A handle for this try alone: where one is used again, libcurl before 8.1 joins a
 * folded line that comes first to a header that is freed (its issue 11101).
 */
static void
fresh(struct http *h)
{
	own_curl_easy_cleanup(h->curl);
	h->curl = own_curl_easy_duphandle(h->plain);
	if (h->curl == NULL ||
	    own_curl_easy_setopt(h->curl, CURLOPT_SHARE, h->share) != CURLE_OK)
		no_memory();
}

int
http_once(struct http *h, const struct http_request *q)
{
	struct transfer t = { .http = h, .request = q };
	struct curl_slist *list;
	char text[CURL_ERROR_SIZE] = "";
	curl_off_t after = 0;
	long status = 0;
	CURLcode rc;

	h->tries++;
	keep(&h->reply, "", 0);
	h->reply.len = 0;
	h->reply.body[0] = '\0';
	fresh(h);
	list = header_list(q);
	ask(h, q, &t, list);
	own_curl_easy_setopt(h->curl, CURLOPT_ERRORBUFFER, text);
	rc = own_curl_easy_perform(h->curl);
	own_curl_easy_setopt(h->curl, CURLOPT_ERRORBUFFER, NULL);
	own_curl_easy_setopt(h->curl, CURLOPT_HTTPHEADER, NULL);
	own_curl_slist_free_all(list);
	if (rc == CURLE_OUT_OF_MEMORY)
		no_memory();

	own_curl_easy_getinfo(h->curl, CURLINFO_RESPONSE_CODE, &status);
	own_curl_easy_getinfo(h->curl, CURLINFO_RETRY_AFTER, &after);
	h->reply.status = (int)status;
	h->reply.after_s = after > 0 ? (double)after : 0;
	h->answers += status != 0;
	if (rc == CURLE_OK && (status < 100 || status > 999)) {
		h->reply.status = 0; /* libcurl takes any digits */
		rc = CURLE_WEIRD_SERVER_REPLY;
	}
	if (rc == CURLE_OK) {
		h->transient = retry_status(h->reply.status);
		snprintf(h->failed, sizeof h->failed, "HTTP %ld", status);
		return 0;
	}
	h->transient = passes(rc);
	snprintf(h->failed, sizeof h->failed, "%s",
	    t.too_long      ? "an answer of more than 64 MiB" :
	    text[0] != '\0' ? text :
			      own_curl_easy_strerror(rc));
	snprintf(h->err, sizeof h->err, "%s: %s", q->what, h->failed);
	return -1;
}

const char *
http_header(const struct http *h, const char *name, size_t i)
{
	struct curl_header *header;

	if (own_curl_easy_header(h->curl, name, i, CURLH_HEADER, -1, &header) !=
	    CURLHE_OK)
		return NULL;
	return header->value;
}
