/* What is there: stat, list, remove. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memstream.h"
#include "base/sg.h"
#include "base/text.h"
#include "edge/gcs.h"
#include "edge/url.h"

#define FIELDS "name,size,crc32c,generation,updated,contentType"

static bool
settled(void *arg, const struct http_reply *r, char why[128])
{
	struct json *v;

	(void)arg;
	if (r->status != 200)
		return !retry_status(r->status);
	v = json_read(r->body, r->len, why);
	json_free(v);
	return v != NULL;
}

/* GET JSON; NULL with err and status set. */
static struct json *
get(struct gcs *g, const char *what, const char *url)
{
	struct http_request q = { .what = what,
		.method = "GET",
		.url = url,
		.settled = settled,
		.packed = true };
	char why[128];

	if (gcs_do(g, &q) < 0)
		return NULL;
	if (g->http.reply.status != 200) {
		gcs_refused(g, &q);
		return NULL;
	}
	return json_read(g->http.reply.body, g->http.reply.len, why);
}

struct json *
gcs_describe(struct gcs *g, const struct gcs_uri *u)
{
	char what[128], *url = gcs_url(g, "/storage/v1", u, "?fields=" FIELDS);
	struct json *v;

	gcs_what(u, what);
	v = get(g, what, url);
	free(url);
	return v;
}

int
gcs_stat(struct gcs *g, const struct gcs_uri *u, struct gcs_object *o)
{
	struct json *v = gcs_describe(g, u);
	char what[128];
	int rc = -1;

	if (v != NULL && (rc = gcs_object_scan(v, o)) < 0) {
		gcs_what(u, what);
		snprintf(g->err, sizeof g->err,
		    "%s: an answer without size or generation", what);
		g->status = SG_RETRY;
	}
	json_free(v);
	return rc;
}

int
gcs_list(struct gcs *g, const struct gcs_uri *prefix,
    void (*put)(void *arg, const struct json *object), void *arg)
{
	char what[128], path[32], *token = NULL, *url, *end;
	const char *next;
	struct json *page;
	struct memstream tail;
	size_t i, n;
	FILE *fp;

	gcs_what(prefix, what);
	do {
		fp = memstream_open(&tail);
		/* the prefix comes last, as gcs_url() puts it */
		fputs("?fields=nextPageToken,items(" FIELDS ")&maxResults=1000",
		    fp);
		if (token != NULL) {
			fputs("&pageToken=", fp);
			url_escape(fp, token);
		}
		fputs("&prefix=", fp);
		end = memstream_close(&tail);
		url = gcs_url(g, "/storage/v1", prefix, end);
		page = get(g, what, url);
		free(url);
		free(end);
		free(token);
		token = NULL;
		if (page == NULL)
			return -1;
		n = json_count(page, "items");
		for (i = 0; i < n; i++) {
			snprintf(path, sizeof path, "items.%zu", i);
			put(arg, json_at(page, path));
		}
		next = json_string_at(page, "nextPageToken");
		token = next != NULL ? xstrdup(next) : NULL;
		json_free(page);
	} while (token != NULL);
	return 0;
}

/*
 * As it is now, and not what somebody puts there meanwhile: so it can be asked
 * for twice when the first answer was lost.
 */
int
gcs_remove(struct gcs *g, const struct gcs_uri *u)
{
	struct gcs_object o;
	char what[128], tail[64], *url;
	struct http_request q = { .what = what, .method = "DELETE" };
	int rc = 0, status;

	gcs_what(u, what);
	if (gcs_stat(g, u, &o) < 0)
		return -1;
	snprintf(tail, sizeof tail, "?ifGenerationMatch=%s", o.generation);
	q.url = url = gcs_url(g, "/storage/v1", u, tail);
	if (gcs_do(g, &q) < 0) {
		rc = -1;
	} else {
		status = g->http.reply.status;
		/* 404: the first try did it, or somebody else */
		if (status != 204 && status != 200 && status != 404) {
			rc = gcs_refused(g, &q);
			if (status == 412) {
				g->status = SG_RETRY;
				snprintf(g->err, sizeof g->err,
				    "%s: it was replaced meanwhile", what);
			}
		}
	}
	free(url);
	return rc;
}

void
gcs_undo(struct gcs *g, const struct gcs_uri *u, const struct gcs_object *o)
{
	char what[128], tail[64], *url;
	struct http_request q = { .what = what, .method = "DELETE" };

	gcs_what(u, what);
	snprintf(tail, sizeof tail, "?generation=%s", o->generation);
	q.url = url = gcs_url(g, "/storage/v1", u, tail);
	gcs_do(g, &q);
	free(url);
}

void
gcs_row_put(FILE *fp, const struct json *object)
{
	static const char *const column[] = { "name", "size", "crc32c",
		"generation", "updated" };
	size_t i, n = sizeof column / sizeof column[0];

	for (i = 0; i < n; i++) {
		text_put(fp, json_string_at(object, column[i]));
		putc(i + 1 < n ? '\t' : '\n', fp);
	}
}
