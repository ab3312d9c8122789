/*
 * Any text as what users, servers and visitors write in one word or line: dates,
 * durations, URLs, names of videos and objects, queries, options, escapes.
 */

#include <math.h>

#include "base/date.h"
#include "base/duration.h"
#include "base/id.h"
#include "base/num.h"
#include "base/text.h"
#include "edge/cgi.h"
#include "edge/gcs.h"
#include "edge/rate.h"
#include "edge/retry.h"
#include "edge/url.h"
#include "edge/web_options.h"
#include "edge/yt_name.h"
#include "fuzz.h"
#include "signal/digest.h"
#include "signal/profile.h"

const struct fuzz_seed fuzz_seeds[] = { FUZZ_SEED("2024-02-29T23:59:59Z"),
	FUZZ_SEED("P1DT2H3M4S"), FUZZ_SEED("https://youtu.be/dQw4w9WgXcQ?t=3"),
	FUZZ_SEED("https://www.youtube.com/watch?v=dQw4w9WgXcQ&list=PLx"),
	FUZZ_SEED("@handle"), FUZZ_SEED("gs://bucket/a%2fb?x=1&id=a%20b"),
	FUZZ_SEED("a\\tb\\x41\\\\"), FUZZ_SEED("2001:db8::1"),
	FUZZ_SEED("192.0.2.1"), FUZZ_SEED("tries=5 wait=1 total=1e3"),
	FUZZ_SEED("bytes=1000000 wall=30 hosts=a.example"),
	FUZZ_SEED("link=https%3A%2F%2Fx&best=3"),
	FUZZ_SEED("18446744073709551615"),
	FUZZ_SEED("sg1 rate=8000 window=1024 hop=128"), { NULL, 0 } };

static void
escapes(const char *s, size_t size)
{
	char *once = fuzz_text((const uint8_t *)s, strlen(s)), *text = NULL;
	size_t n = 0;
	FILE *fp = open_memstream(&text, &n);

	/* what is written comes back, and has no tab and no line's end */
	text_put(fp, s);
	fclose(fp);
	MUST(strpbrk(text, "\t\n") == NULL);
	if (strcmp(text, "-") != 0 || size == 0) {
		MUST(text_unescape(text) == 0);
		MUST(strcmp(text, s) == 0);
	}
	free(text);
	text_unescape(once);
	strcpy(once, s);
	fp = open_memstream(&text, &n);
	url_escape(fp, s);
	fclose(fp);
	MUST(url_unescape(text) == 0 && strcmp(text, s) == 0);
	free(text);
	url_unescape(once);
	free(once);
}

static char *environment;

static char *
get(const char *name)
{
	(void)name;
	return environment;
}

static void
request(char *s)
{
	static const char *const names[] = { "link", "best", NULL };
	char value[40];
	struct cgi c;
	uint64_t n;

	environment = s;
	cgi_read(&c, get);
	if (cgi_parameter(&c, "link", value, sizeof value) > 0)
		MUST(strlen(value) < sizeof value);
	cgi_only(&c, names);
	if (cgi_length(&c, 1000, &n) == 0)
		MUST(n <= 1000);
	cgi_host(&c, "localhost a.example ");
	cgi_same_site(&c);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *s = fuzz_text(data, size), why[512] = "", *line;
	struct web_options web = { 0 };
	struct retry retry = retry_default;
	struct gcs_uri uri;
	struct yt_name name;
	uint64_t u;
	uint32_t w;
	double x;

	for (line = s; (line = strchr(line, '\n')) != NULL;)
		*line = ' '; /* messages quote it */
	if (date_valid(s))
		MUST(strlen(s) == 10 || strlen(s) == 20);
	duration_parse(s, &u);
	id_valid(s);
	if (num_u32(s, 1000, &w) == 0)
		MUST(w <= 1000);
	num_u64(s, UINT64_MAX, &u);
	if (num_real(s, -5, 5, &x) == 0)
		MUST(x >= -5 && x <= 5);
	escapes(s, size);
	url_private(s);
	if (yt_name_parse(&name, s, why) == 0)
		MUST(name.id[0] != '\0');
	else
		must_be_a_line(why);
	if (gcs_uri_parse(&uri, s) == 0)
		MUST(uri.bucket[0] != '\0');
	if (retry_options(&retry, s, why) < 0)
		must_be_a_line(why);
	else
		MUST(isfinite(retry_wait(&retry, 3, 0.5, 1)));
	if (web_options_read(&web, s, why) < 0)
		must_be_a_line(why);
	if (profile_parse(s, why, sizeof why) == NULL)
		must_be_a_line(why);
	digest_find(s, &w);
	rate_who(s);
	request(s);
	free(s);
	return 0;
}
