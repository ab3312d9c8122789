#include <math.h>
#include <string.h>
#include <strings.h>

#include "base/num.h"
#include "edge/cgi.h"
#include "edge/url.h"

static const char *
value_of(char *(*get)(const char *), const char *name)
{
	const char *s = get(name);

	return s != NULL ? s : "";
}

void
cgi_read(struct cgi *r, char *(*get)(const char *name))
{
	uint32_t status;

	*r = (struct cgi) {
		.method = value_of(get, "REQUEST_METHOD"),
		.query = value_of(get, "QUERY_STRING"),
		.address = value_of(get, "REMOTE_ADDR"),
		.host = value_of(get, "HTTP_HOST"),
		.origin = value_of(get, "HTTP_ORIGIN"),
		.site = value_of(get, "HTTP_SEC_FETCH_SITE"),
		.length = value_of(get, "CONTENT_LENGTH"),
		.refused = 200,
	};
	if (num_u32(value_of(get, "REDIRECT_STATUS"), 999, &status) == 0)
		r->refused = (int)status;
}

/* The next parameter of a query: its name and value; NULL at the end. */
static const char *
next(const char *q, size_t *name, const char **value, size_t *n)
{
	size_t all;

	while (*q == '&')
		q++;
	if (*q == '\0')
		return NULL;
	all = strcspn(q, "&");
	*name = strcspn(q, "=&");
	*value = q + *name + (*name < all);
	*n = all - (size_t)(*value - q);
	return q;
}

int
cgi_parameter(const struct cgi *r, const char *name, char *value, size_t size)
{
	size_t n, v, i;
	const char *q, *from;
	int seen = 0;

	for (q = r->query; (q = next(q, &n, &from, &v)) != NULL; q = from + v) {
		if (strlen(name) != n || strncmp(q, name, n) != 0)
			continue;
		if (seen++ > 0 || v >= size)
			return -1;
		memcpy(value, from, v);
		value[v] = '\0';
		for (i = 0; i < v; i++)
			if (value[i] == '+')
				value[i] = ' ';
		if (url_unescape(value) < 0)
			return -1;
	}
	return seen;
}

bool
cgi_only(const struct cgi *r, const char *const *names)
{
	const char *q, *from;
	size_t n, v, i;

	for (q = r->query; (q = next(q, &n, &from, &v)) != NULL; q = from + v) {
		for (i = 0; names[i] != NULL; i++)
			if (strlen(names[i]) == n &&
			    strncmp(q, names[i], n) == 0)
				break;
		if (names[i] == NULL)
			return false;
	}
	return true;
}

int
cgi_length(const struct cgi *r, uint64_t max, uint64_t *length)
{
	if (num_u64(r->length, UINT64_MAX / 2, length) < 0)
		return -1;
	return *length <= max ? 0 : -1;
}

/* host without its port */
static size_t
host_length(const char *host)
{
	const char *end = *host == '[' ? strchr(host, ']') : NULL;

	return end != NULL ? (size_t)(end - host) + 1 : strcspn(host, ":");
}

bool
cgi_host(const struct cgi *r, const char *hosts)
{
	size_t n = host_length(r->host), k;
	char url[300];

	for (; *hosts != '\0'; hosts += k + (hosts[k] == ' ')) {
		k = strcspn(hosts, " ");
		if (k == n && strncasecmp(hosts, r->host, n) == 0)
			return true;
	}
	/* that is, if it leads to this machine and to no other */
	return r->host[strcspn(r->host, "/?#")] == '\0' &&
	       (size_t)snprintf(url, sizeof url, "http://%s/", r->host) <
		   sizeof url &&
	       url_private(url);
}

bool
cgi_same_site(const struct cgi *r)
{
	const char *from = strstr(r->origin, "://");

	if (*r->site != '\0' && strcmp(r->site, "same-origin") != 0 &&
	    strcmp(r->site, "none") != 0)
		return false;
	return *r->origin == '\0' ||
	       (from != NULL && strcasecmp(from + 3, r->host) == 0);
}

void
cgi_head(FILE *fp, int status, double after_s)
{
	fprintf(fp,
	    "Status: %d\r\nContent-Type: application/json\r\n"
	    "Cache-Control: no-store\r\n",
	    status);
	if (after_s > 0)
		fprintf(fp, "Retry-After: %.0f\r\n", ceil(after_s));
	fputs("\r\n", fp);
}
