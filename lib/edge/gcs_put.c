/*
 * Resumable uploads: a session, then chunks of it.
 *
 *	fd -> [ buffer: bytes at .. at + n of the object ] -> PUT A-B/total
 *	              ^ drops what the server says it has    <- 308, 0-N
 *
 * The length is not known before the end, so a chunk goes out when there is a
 * byte behind it, and the last one names the total. What was sent stays in the
 * buffer until the server says that it is kept: after a break it is asked how
 * much that was, and the upload goes on from there.
 */

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/crc32c.h"
#include "base/sg.h"
#include "edge/gcs.h"
#include "edge/range.h"

enum {
	UNIT = 256 << 10,  /* chunks are multiples of this, but for the last */
	CHUNK = 32 * UNIT, /* 8 MiB: what must be kept in memory */
	SESSIONS = 3       /* of a file, which can be read again */
};

struct upload {
	struct gcs *gcs;
	int fd;
	char what[128];
	char *session; /* URI; who has it can write: it is in no message */
	unsigned char *buf;
	uint64_t at; /* of buf[0] in the object */
	size_t n;    /* bytes in buf: one more than a chunk, if not the end */
	bool ended;
	uint32_t crc; /* of all that was read */
	bool gone;    /* after a -1: the session is no more */
	struct gcs_object object;
};

static int
fail(struct upload *u, int status, const char *why)
{
	u->gcs->status = status;
	snprintf(u->gcs->err, sizeof u->gcs->err, "%s: %s", u->what, why);
	return -1;
}

static int
fill(struct upload *u)
{
	ssize_t r;

	while (!u->ended && u->n <= CHUNK) {
		r = read(u->fd, u->buf + u->n, CHUNK + 1 - u->n);
		if (r < 0 && errno == EINTR)
			continue;
		if (r < 0)
			return fail(u, SG_FAIL, strerror(errno));
		u->ended = r == 0;
		u->crc = crc32c(u->crc, u->buf + u->n, (size_t)r);
		u->n += (size_t)r;
	}
	return 0;
}

/* Open a session. Returns 0 or -1. */
static int
begin(struct upload *u, const struct gcs_uri *uri, bool only_new)
{
	struct gcs *g = u->gcs;
	char *url = gcs_url(g, "/upload/storage/v1", uri,
	    only_new ? "?uploadType=resumable&ifGenerationMatch=0&name=" :
		       "?uploadType=resumable&name=");
	struct http_request q = { .what = u->what,
		.method = "POST",
		.url = url,
		.header = { "Content-Type: application/json",
		    "X-Upload-Content-Type: application/octet-stream" },
		.body = "{}",
		.body_len = 2 };
	const char *place;
	size_t n = strlen(g->base);
	int rc = gcs_do(g, &q);

	free(url);
	if (rc < 0)
		return -1;
	if (g->http.reply.status != 200) {
		gcs_refused(g, &q);
		if (g->http.reply.status == 404) /* there is no bucket */
			g->status = SG_FAIL;
		return -1;
	}
	place = http_header(&g->http, "Location", 0);
	/* a token follows: to nobody else */
	if (place == NULL || strncmp(place, g->base, n) != 0 || place[n] != '/')
		return fail(
		    u, SG_FAIL, "the upload would go to another server");
	u->session = xstrdup(place);
	return 0;
}

/* Drop what the server has: its next byte is `kept`. */
static int
advance(struct upload *u, uint64_t kept)
{
	if (kept < u->at || kept > u->at + u->n)
		return fail(u, SG_RETRY, "the server has lost its place");
	if (kept > u->at)
		http_begin(&u->gcs->http); /* it goes on: count tries anew */
	u->n -= (size_t)(kept - u->at);
	memmove(u->buf, u->buf + (kept - u->at), u->n);
	u->at = kept;
	return 0;
}

/* An answer to a PUT: 1 the object is there, 0 go on, -1, or -2: once more. */
static int
judge(struct upload *u, const struct http_request *q)
{
	const struct http_reply *r = &u->gcs->http.reply;
	const char *range;
	char why[128];
	struct json *v;
	uint64_t stored;
	int rc;

	switch (r->status) {
	case 200:
	case 201:
		v = json_read(r->body, r->len, why);
		rc = gcs_object_scan(v, &u->object);
		json_free(v);
		return rc < 0 ? -2 : 1; /* the session will say it again */
	case 308:
		range = http_header(&u->gcs->http, "Range", 0);
		if (range == NULL)
			return advance(u, 0);
		if (range_stored(range, &stored) < 0)
			return fail(u, SG_RETRY, "308 with an odd Range");
		return advance(u, stored);
	case 404:
	case 410:
		u->gone = true;
		return fail(u, SG_RETRY, "the upload's session is no more");
	default:
		return gcs_refused(u->gcs, q);
	}
}

/* PUT n bytes of the buffer under a Content-Range; as judge. */
static int
put(struct upload *u, size_t n, const char *range, const char *hash)
{
	struct http_request q = { .what = u->what,
		.method = "PUT",
		.url = u->session,
		.header = { range, "Content-Type: application/octet-stream",
		    hash },
		.body = u->buf,
		.body_len = n };

	if (gcs_once(u->gcs, &q) < 0)
		return u->gcs->http.transient ? -2 : gcs_lost(u->gcs);
	return u->gcs->http.transient ? -2 : judge(u, &q);
}

static int
send_chunk(struct upload *u)
{
	char range[96], hash[64] = "x-goog-hash: crc32c=";
	bool last = u->ended && u->n <= CHUNK;
	size_t n = last ? u->n : CHUNK;

	if (!last)
		snprintf(range, sizeof range,
		    "Content-Range: bytes %" PRIu64 "-%" PRIu64 "/*", u->at,
		    u->at + n - 1);
	else if (n > 0)
		snprintf(range, sizeof range,
		    "Content-Range: bytes %" PRIu64 "-%" PRIu64 "/%" PRIu64,
		    u->at, u->at + n - 1, u->at + n);
	else
		snprintf(range, sizeof range, "Content-Range: bytes */%" PRIu64,
		    u->at);
	gcs_crc_spell(u->crc, hash + strlen(hash));
	return put(u, n, range, last ? hash : NULL);
}

/* After a break: what does the server have? As put. */
static int
ask(struct upload *u)
{
	char range[64] = "Content-Range: bytes */*";

	if (u->ended && u->n <= CHUNK)
		snprintf(range, sizeof range, "Content-Range: bytes */%" PRIu64,
		    u->at + u->n);
	return put(u, 0, range, NULL);
}

/* All chunks through the session. Returns 0 or -1. */
static int
run(struct upload *u)
{
	struct http_request q = { .what = u->what };
	bool broken = false;
	uint64_t before;
	int rc;

	http_begin(&u->gcs->http);
	for (;;) {
		if (!broken && fill(u) < 0)
			return -1;
		before = u->at;
		rc = broken ? ask(u) : send_chunk(u);
		if (rc == 1 || rc == -1)
			return rc == 1 ? 0 : -1;
		if (rc == 0) {
			/* a server that takes nothing must not do so for ever */
			if (broken || u->at > before) {
				broken = false;
				continue;
			}
			snprintf(u->gcs->http.failed,
			    sizeof u->gcs->http.failed, "nothing was kept");
			u->gcs->http.transient = true;
		}
		broken = true;
		if (http_again(&u->gcs->http, &q) < 0)
			return gcs_lost(u->gcs);
	}
}

/* What is there must be what was read; if not, take it away. */
static int
verify(struct upload *u, const struct gcs_uri *uri)
{
	char crc[GCS_CRC_SIZE], why[128];

	gcs_crc_spell(u->crc, crc);
	if (u->object.size == u->at + u->n && strcmp(u->object.crc, crc) == 0)
		return 0;
	snprintf(why, sizeof why,
	    "sent %" PRIu64 " bytes of CRC-32C %s, and there are %" PRIu64
	    " of %s: removed",
	    u->at + u->n, crc, u->object.size, u->object.crc);
	gcs_undo(u->gcs, uri, &u->object);
	return fail(u, SG_RETRY, why);
}

/* Give the session up; what comes of it does not matter. */
static void
end(struct upload *u, bool done)
{
	struct http_request q = { .what = u->what,
		.method = "DELETE",
		.url = u->session,
		.body = "",
		.body_len = 0 };

	if (u->session != NULL && !done && !u->gone) {
		http_begin(&u->gcs->http);
		gcs_once(u->gcs, &q);
	}
	free(u->session);
	u->session = NULL;
}

int
gcs_put(struct gcs *g, const struct gcs_uri *uri, int fd, bool only_new)
{
	struct upload u = { .gcs = g, .fd = fd };
	off_t start = lseek(fd, 0, SEEK_CUR);
	int rc = -1, i;

	gcs_what(uri, u.what);
	u.buf = xreallocarray(NULL, CHUNK + 1, 1);
	for (i = 0; rc < 0 && i < SESSIONS; i++) {
		if (i > 0 && (!u.gone || start < 0 ||
				 lseek(fd, start, SEEK_SET) != start))
			break;
		u.at = u.n = u.crc = 0;
		u.ended = u.gone = false;
		rc = begin(&u, uri, only_new);
		if (rc == 0)
			rc = run(&u);
		end(&u, rc == 0);
	}
	if (rc == 0)
		rc = verify(&u, uri);
	free(u.buf);
	return rc;
}
