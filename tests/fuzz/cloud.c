/*
 * Any text as what the cloud and its owners give us: ranges in the head of an
 * answer, a file of credentials, a key, the description of an object.
 */

#define _GNU_SOURCE /* memfd_create */
#include <inttypes.h>
#include <sys/mman.h>
#include <unistd.h>

#include "edge/gcs.h"
#include "edge/json.h"
#include "edge/jwt.h"
#include "edge/range.h"
#include "edge/token.h"
#include "fuzz.h"

const struct fuzz_seed fuzz_seeds[] = { FUZZ_SEED("bytes 5-9/10"),
	FUZZ_SEED("bytes=0-41"),
	FUZZ_SEED("{\"type\":\"service_account\",\"client_email\":\"a@b.c\","
		  "\"private_key\":\"-----BEGIN PRIVATE KEY-----\\nMII\\n\","
		  "\"token_uri\":\"https://oauth2.googleapis.com/token\"}"),
	FUZZ_SEED("{\"type\":\"authorized_user\",\"client_id\":\"i\","
		  "\"client_secret\":\"s\",\"refresh_token\":\"r\"}"),
	FUZZ_SEED("{\"name\":\"o\",\"size\":\"12\",\"crc32c\":\"AAAAAA==\","
		  "\"md5Hash\":\"\",\"generation\":\"1\"}"),
	{ NULL, 0 } };

static void
ranges(const char *s)
{
	char again[64];
	uint64_t n, m;

	if (range_begin(s, &n) == 0) {
		snprintf(again, sizeof again, "bytes %" PRIu64 "-", n);
		MUST(range_begin(again, &m) == 0 && m == n);
	}
	if (range_stored(s, &n) == 0) {
		MUST(n > 0);
		snprintf(again, sizeof again, "bytes=0-%" PRIu64, n - 1);
		MUST(range_stored(again, &m) == 0 && m == n);
	}
}

static void
credentials(const char *s, size_t n)
{
	struct token_places places = { 0 };
	struct token t;
	char path[64];
	int fd = memfd_create("credentials", 0);

	MUST(fd >= 0 && write(fd, s, n) == (ssize_t)n);
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	places.file = path;
	if (token_open(&t, &places, &retry_default, NULL) < 0)
		must_be_a_line(t.err);
	else
		MUST(t.kind == TOKEN_SERVICE || t.kind == TOKEN_USER);
	token_close(&t);
	close(fd);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *s = fuzz_text(data, size), why[128];
	struct gcs_object object;
	struct json *v;

	ranges(s);
	if (size > 0 && s[0] == '{') {
		credentials(s, size);
		v = json_read(s, size, why);
		if (v != NULL)
			gcs_object_scan(v, &object);
		json_free(v);
	} else {
		free(jwt_sign("{}", "{}", s));
	}
	free(s);
	return 0;
}
