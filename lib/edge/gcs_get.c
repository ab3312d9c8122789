/*
 * Downloads: one generation of an object from its first byte to its last, in
 * as many pieces as the network makes of it.
 */

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/crc32c.h"
#include "base/fd.h"
#include "base/sg.h"
#include "edge/gcs.h"
#include "edge/range.h"

struct download {
	struct gcs *gcs;
	struct gcs_object object;
	int fd;
	int error;       /* of a write */
	bool begun, odd; /* this answer has; and is not what was asked for */
	uint64_t at;     /* bytes written */
	uint64_t skip;   /* bytes of this answer that were written before */
	uint32_t crc;
};

/* Where an answer begins. False when it cannot be a part of the object. */
static bool
place(struct download *d)
{
	const struct http *h = &d->gcs->http;
	const char *range = http_header(h, "Content-Range", 0);
	uint64_t at;

	d->skip = d->at;
	if (range == NULL) /* 200: all of it, whatever was asked for */
		return true;
	if (range_begin(range, &at) < 0 || at > d->at)
		return false;
	d->skip = d->at - at;
	return true;
}

static int
receive(void *arg, const void *b, size_t n)
{
	struct download *d = arg;
	const unsigned char *p = b;
	size_t k;

	if (!d->begun) {
		d->begun = true;
		d->odd = !place(d);
	}
	k = d->skip < n ? (size_t)d->skip : n;
	d->skip -= k;
	p += k;
	n -= k;
	if (d->odd || n > d->object.size - d->at) {
		d->odd = true;
		return -1;
	}
	if (fd_write(d->fd, p, n) < 0) {
		d->error = errno;
		return -1;
	}
	d->crc = crc32c(d->crc, p, n);
	d->at += n;
	if (n > 0) /* it goes on: count tries anew */
		http_begin(&d->gcs->http);
	return 0;
}

/* One answer. Returns 0 when that was all, 1 to go on, or -1. */
static int
fetch(struct download *d, struct http_request *q)
{
	struct gcs *g = d->gcs;
	char range[64];
	int rc, status;

	snprintf(range, sizeof range, "Range: bytes=%" PRIu64 "-", d->at);
	/* what is stored packed comes packed, as its CRC has it */
	q->header[0] = "Accept-Encoding: gzip";
	q->header[1] = d->at > 0 ? range : NULL;
	d->begun = d->odd = false;
	rc = gcs_once(g, q);
	q->header[1] = NULL;
	status = g->http.reply.status;
	if (d->error != 0) {
		g->status = SG_FAIL;
		snprintf(g->err, sizeof g->err, "%s: writing: %s", q->what,
		    strerror(d->error));
		return -1;
	}
	if (d->odd) {
		g->status = SG_RETRY;
		snprintf(g->err, sizeof g->err,
		    "%s: other bytes than were asked for", q->what);
		return -1;
	}
	if (rc == 0 && !g->http.transient && status != 200 && status != 206) {
		gcs_refused(g, q);
		if (status == 404 || status == 412 || status == 416) {
			g->status = SG_RETRY;
			snprintf(g->err, sizeof g->err,
			    "%s: it was replaced or removed meanwhile",
			    q->what);
		}
		return -1;
	}
	if (rc < 0 && !g->http.transient)
		return gcs_lost(g);
	if (rc == 0 && !g->http.transient && d->at >= d->object.size)
		return 0;
	return 1;
}

static int
verify(struct download *d, const char *what)
{
	char crc[GCS_CRC_SIZE];

	gcs_crc_spell(d->crc, crc);
	if (strcmp(crc, d->object.crc) == 0)
		return 0;
	d->gcs->status = SG_RETRY;
	snprintf(d->gcs->err, sizeof d->gcs->err,
	    "%s: its CRC-32C is %s, and that of what came %s", what,
	    d->object.crc[0] != '\0' ? d->object.crc : "not known", crc);
	return -1;
}

int
gcs_get(struct gcs *g, const struct gcs_uri *u, int fd, bool *broken)
{
	struct download d = { .gcs = g, .fd = fd };
	char what[128], tail[64], *url;
	struct http_request q = {
		.what = what, .method = "GET", .sink = receive, .arg = &d
	};
	int rc = 1;

	*broken = false;
	gcs_what(u, what);
	if (gcs_stat(g, u, &d.object) < 0)
		return -1;
	snprintf(
	    tail, sizeof tail, "?alt=media&generation=%s", d.object.generation);
	q.url = url = gcs_url(g, "/storage/v1", u, tail);
	http_begin(&g->http);
	while ((rc = fetch(&d, &q)) == 1) {
		if (d.at == d.object.size && d.at > 0) {
			rc = 0; /* only the end of the answer was lost */
			break;
		}
		if (http_again(&g->http, &q) < 0) {
			rc = gcs_lost(g);
			break;
		}
	}
	free(url);
	*broken = d.error == EPIPE;
	return rc < 0 ? -1 : verify(&d, what);
}
