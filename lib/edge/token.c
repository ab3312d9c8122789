#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/memstream.h"
#include "base/sg.h"
#include "edge/jwt.h"
#include "edge/secret.h"
#include "edge/token.h"
#include "edge/url.h"

#define TOKEN_URI "https://oauth2.googleapis.com/token"
#define SCOPE     "https://www.googleapis.com/auth/devstorage.read_write"

enum {
	LEEWAY_S = 60, /* before its end, a token is not used any more */
	LIFE_S = 3600
};

static int
fail(struct token *t, const char *what, const char *why)
{
	snprintf(t->err, sizeof t->err, "%.200s: %.250s", what, why);
	return -1;
}

static int
read_file(struct token *t, const char *path)
{
	char why[256], *text = secret_read(path, why);
	const char *type, *uri;

	if (text == NULL) {
		snprintf(t->err, sizeof t->err, "%s", why);
		return -1;
	}
	t->credentials = json_read(text, strlen(text), why);
	free(text);
	if (t->credentials == NULL)
		return fail(t, path, why);
	if ((type = json_string_at(t->credentials, "type")) == NULL)
		type = "";
	uri = json_string_at(t->credentials, "token_uri");
	t->url = xstrdup(uri != NULL ? uri : TOKEN_URI);
	if (!url_private(t->url))
		return fail(t, path, "its token_uri is neither https nor here");
	if (strcmp(type, "service_account") == 0)
		t->kind = TOKEN_SERVICE;
	else if (strcmp(type, "authorized_user") == 0)
		t->kind = TOKEN_USER;
	else
		return fail(t, path,
		    "want the type service_account or authorized_user");
	return 0;
}

int
token_open(struct token *t, const struct token_places *p,
    const struct retry *policy, const char *ca_file)
{
	struct retry r = *policy;
	size_t n;

	*t = (struct token) { .kind = TOKEN_NONE };
	secret_guard();
	if (p->fixed != NULL) {
		t->kind = TOKEN_FIXED;
		n = strlen(p->fixed) + 32;
		t->header = xreallocarray(NULL, n, 1);
		snprintf(t->header, n, "Authorization: Bearer %s", p->fixed);
		if (p->fixed[strcspn(p->fixed, " \t\r\n")] != '\0')
			return fail(
			    t, "SG_GCS_TOKEN", "there is a blank in it");
	} else if (p->emulator) {
		t->kind = TOKEN_NONE;
	} else if (p->file != NULL) {
		if (read_file(t, p->file) < 0)
			return -1;
	} else if (p->fallback != NULL && access(p->fallback, F_OK) == 0) {
		if (read_file(t, p->fallback) < 0)
			return -1;
	} else {
		t->kind = TOKEN_METADATA;
		n = strlen(p->metadata) + 128;
		t->url = xreallocarray(NULL, n, 1);
		snprintf(t->url, n,
		    "http://%s/computeMetadata/v1/instance/service-accounts/"
		    "default/token",
		    p->metadata);
		/* there, it is a neighbour; elsewhere, nobody answers */
		r.connect_s = r.connect_s < 1 ? r.connect_s : 1;
		r.tries = r.tries < 3 ? r.tries : 3;
	}
	if (http_open(&t->http, "sg-gcs/" SG_VERSION, &r, ca_file) < 0)
		return fail(t, "token", t->http.err);
	return 0;
}

void
token_close(struct token *t)
{
	if (t->http.plain != NULL)
		http_close(&t->http);
	json_free(t->credentials);
	free(t->url);
	free(t->header);
}

/* What is posted for a token; NULL with err set. */
static char *
form(struct token *t)
{
	const struct json *c = t->credentials;
	const char *const head[] = { "alg", "RS256", "typ", "JWT", "kid",
		json_string_at(c, "private_key_id"), NULL };
	const char *const claim[] = { "iss", json_string_at(c, "client_email"),
		"scope", SCOPE, "aud", t->url, NULL };
	static const char *const key[] = { "client_id", "client_secret",
		"refresh_token" };
	const char *pem = json_string_at(c, "private_key"), *value;
	char *out, *header, *claims, *jwt;
	struct memstream m;
	FILE *fp = memstream_open(&m);
	size_t i;

	if (t->kind == TOKEN_SERVICE) {
		header = jwt_object(head, 0, 0);
		claims = jwt_object(claim, time(NULL), LIFE_S);
		jwt = pem != NULL ? jwt_sign(header, claims, pem) : NULL;
		fprintf(fp,
		    "grant_type=urn%%3Aietf%%3Aparams%%3Aoauth%%3Agrant-type"
		    "%%3Ajwt-bearer&assertion=%s",
		    jwt != NULL ? jwt : "");
		if (jwt == NULL)
			fail(t, "credentials",
			    "their private_key is no RSA key");
		free(header);
		free(claims);
		free(jwt);
	} else {
		fputs("grant_type=refresh_token", fp);
		for (i = 0; i < 3; i++) {
			if ((value = json_string_at(c, key[i])) == NULL) {
				fail(t, "credentials", "something is missing");
				value = "";
			}
			fprintf(fp, "&%s=", key[i]);
			url_escape(fp, value);
		}
	}
	out = memstream_close(&m);
	if (t->err[0] == '\0')
		return out;
	free(out);
	return NULL;
}

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

/* Take what the server gave. */
static int
take(struct token *t)
{
	char why[128];
	struct json *v = json_read(t->http.reply.body, t->http.reply.len, why);
	const char *s = json_string_at(v, "access_token");
	size_t n;

	if (s != NULL && s[strcspn(s, " \t\r\n")] == '\0') {
		n = strlen(s) + 32;
		t->header = xreallocarray(NULL, n, 1);
		snprintf(t->header, n, "Authorization: Bearer %s", s);
		t->until = clock_now() - LEEWAY_S +
			   (double)json_whole_at(v, "expires_in", LIFE_S);
	}
	json_free(v);
	return t->header != NULL ? 0 : fail(t, "token", "there is none in it");
}

static int
refuse(struct token *t, const struct http_request *q)
{
	char why[128], text[256] = "";
	struct json *v = json_read(t->http.reply.body, t->http.reply.len, why);
	const char *e = json_string_at(v, "error");
	const char *d = json_string_at(v, "error_description");

	snprintf(text, sizeof text, "%.80s%s%.150s", e != NULL ? e : "",
	    d != NULL ? ": " : "", d != NULL ? d : "");
	http_refused(&t->http, q, text);
	snprintf(t->err, sizeof t->err, "%s", t->http.err);
	json_free(v);
	return -1;
}

static int
fetch(struct token *t)
{
	struct http_request q = { .what = "token",
		.method = "POST",
		.url = t->url,
		.header = { "Content-Type: application/x-www-form-urlencoded" },
		.settled = settled };
	const char *flavor;
	char *body = NULL;
	int rc;

	t->err[0] = '\0';
	t->transient = false;
	if (t->kind == TOKEN_METADATA) {
		q.method = "GET";
		q.header[0] = "Metadata-Flavor: Google";
		q.direct = true;
	} else if ((body = form(t)) == NULL) {
		return -1;
	} else {
		q.body = body;
		q.body_len = strlen(body);
	}
	rc = http_do(&t->http, &q);
	free(body);
	t->transient = rc < 0 && t->http.transient;
	if (t->kind == TOKEN_METADATA) {
		flavor = http_header(&t->http, "Metadata-Flavor", 0);
		/* nobody there, or another; its own trouble is another matter */
		if (t->http.reply.status == 0 ||
		    (rc == 0 && t->http.reply.status == 200 &&
			(flavor == NULL || strcmp(flavor, "Google") != 0))) {
			t->transient = false;
			return fail(t, "no credentials",
			    "set GOOGLE_APPLICATION_CREDENTIALS; and this is "
			    "no machine of Google's");
		}
	}
	if (rc < 0) {
		snprintf(t->err, sizeof t->err, "%s", t->http.err);
		return -1;
	}
	return t->http.reply.status == 200 ? take(t) : refuse(t, &q);
}

void
token_drop(struct token *t)
{
	if (t->kind == TOKEN_FIXED)
		return;
	free(t->header);
	t->header = NULL;
}

int
token_header(struct token *t, const char **header)
{
	if (t->kind > TOKEN_FIXED) {
		if (t->header != NULL && clock_now() >= t->until)
			token_drop(t);
		if (t->header == NULL && fetch(t) < 0)
			return -1;
	}
	*header = t->header;
	return 0;
}
