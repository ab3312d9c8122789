#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base64.h"
#include "base/bytes.h"
#include "base/memstream.h"
#include "base/num.h"
#include "base/sg.h"
#include "edge/gcs.h"
#include "edge/url.h"

int
gcs_open(struct gcs *g, const char *endpoint, const struct token_places *places,
    const struct retry *policy, const char *ca_file)
{
	size_t n;

	*g = (struct gcs) { .status = SG_FAIL };
	if (endpoint == NULL)
		endpoint = GCS_ENDPOINT;
	n = strlen(endpoint) + 8;
	g->base = xreallocarray(NULL, n, 1);
	snprintf(g->base, n, "%s%s",
	    strstr(endpoint, "://") != NULL ? "" : "http://", endpoint);
	for (n = strlen(g->base); n > 0 && g->base[n - 1] == '/'; n--)
		g->base[n - 1] = '\0';
	if (http_open(&g->http, "sg-gcs/" SG_VERSION, policy, ca_file) < 0)
		snprintf(g->err, sizeof g->err, "%s", g->http.err);
	else if (!places->emulator && !url_private(g->base))
		snprintf(g->err, sizeof g->err,
		    "%s: the token would go in the clear: want https://, or "
		    "http:// to this machine",
		    g->base);
	else if (token_open(&g->token, places, policy, ca_file) < 0)
		snprintf(g->err, sizeof g->err, "%s", g->token.err);
	return g->err[0] == '\0' ? 0 : -1;
}

void
gcs_close(struct gcs *g)
{
	http_close(&g->http);
	token_close(&g->token);
	free(g->base);
}

int
gcs_uri_parse(struct gcs_uri *u, const char *s)
{
	size_t n;

	if (strncmp(s, "gs://", 5) != 0)
		return -1;
	n = strcspn(s += 5, "/");
	if (n < 3 || n > GCS_BUCKET_MAX ||
	    strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789-_.") != n)
		return -1;
	memcpy(u->bucket, s, n);
	u->bucket[n] = '\0';
	s += n + (s[n] == '/');
	if (strlen(s) > GCS_NAME_MAX || s[strcspn(s, "\r\n")] != '\0' ||
	    strcmp(s, ".") == 0 || strcmp(s, "..") == 0)
		return -1;
	strcpy(u->name, s);
	return 0;
}

void
gcs_what(const struct gcs_uri *u, char what[static 128])
{
	snprintf(what, 128, "gs://%.40s/%.70s%s", u->bucket, u->name,
	    strlen(u->name) > 70 ? "..." : "");
}

char *
gcs_url(const struct gcs *g, const char *middle, const struct gcs_uri *u,
    const char *tail)
{
	size_t n = strlen(tail);
	bool in_query = n > 0 && tail[n - 1] == '=';
	struct memstream url;
	FILE *fp = memstream_open(&url);

	fprintf(fp, "%s%s/b/%s/o%s", g->base, middle, u->bucket,
	    in_query ? tail : "/");
	url_escape(fp, u->name);
	if (!in_query)
		fputs(tail, fp);
	return memstream_close(&url);
}

int
gcs_once(struct gcs *g, const struct http_request *ask)
{
	struct http_request q = *ask;
	const char *token;
	int i, rc = -1;

	/* a token may end before its time: once more with another */
	for (i = 0; i < 2; i++) {
		if (token_header(&g->token, &token) < 0) {
			g->http.transient = g->token.transient;
			snprintf(g->http.err, sizeof g->http.err, "%s",
			    g->token.err);
			snprintf(g->http.failed, sizeof g->http.failed,
			    "%.255s", g->token.err);
			return -1;
		}
		memmove(&q.header[token != NULL], ask->header,
		    (HTTP_HEADERS - 1) * sizeof q.header[0]);
		if (token != NULL)
			q.header[0] = token;
		rc = http_once(&g->http, &q);
		if (rc < 0 || g->http.reply.status != 401 || token == NULL)
			break;
		token_drop(&g->token);
	}
	return rc;
}

int
gcs_do(struct gcs *g, const struct http_request *q)
{
	char why[128];

	for (http_begin(&g->http);;) {
		if (gcs_once(g, q) == 0) {
			if (q->settled == NULL ?
				!g->http.transient :
				q->settled(q->arg, &g->http.reply, why))
				return 0;
			g->http.transient = true;
		}
		if (!g->http.transient || http_again(&g->http, q) < 0)
			return gcs_lost(g);
	}
}

int
gcs_lost(struct gcs *g)
{
	g->status = g->http.transient ? SG_RETRY : SG_FAIL;
	memcpy(g->err, g->http.err, sizeof g->err);
	return -1;
}

int
gcs_refused(struct gcs *g, const struct http_request *q)
{
	int status = g->http.reply.status;
	char why[128];
	struct json *v = json_read(g->http.reply.body, g->http.reply.len, why);

	http_refused(&g->http, q, json_string_at(v, "error.message"));
	memcpy(g->err, g->http.err, sizeof g->err);
	g->status = status == 404 || status == 412 ? SG_NO :
		    retry_status(status)           ? SG_RETRY :
						     SG_FAIL;
	json_free(v);
	return -1;
}

int
gcs_object_scan(const struct json *v, struct gcs_object *o)
{
	const char *size = json_string_at(v, "size");
	const char *crc = json_string_at(v, "crc32c");
	const char *generation = json_string_at(v, "generation");
	uint64_t n;

	*o = (struct gcs_object) { 0 };
	/* an emulator leaves the size of an empty object out */
	if ((size != NULL && num_u64(size, INT64_MAX, &o->size) < 0) ||
	    generation == NULL || num_u64(generation, UINT64_MAX, &n) < 0)
		return -1;
	snprintf(o->crc, sizeof o->crc, "%s", crc != NULL ? crc : "");
	snprintf(o->generation, sizeof o->generation, "%s", generation);
	return 0;
}

void
gcs_crc_spell(uint32_t crc, char text[static GCS_CRC_SIZE])
{
	uint8_t b[4];

	_Static_assert(GCS_CRC_SIZE == BASE64_SIZE(sizeof b), "it fits");
	be32_put(b, crc);
	base64_put(text, b, sizeof b);
}
