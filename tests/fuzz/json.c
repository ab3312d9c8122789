/* Any bytes as a reply in JSON: of YouTube's API, of the cloud, of a token. */

#include "edge/json.h"
#include "edge/gcs.h"
#include "edge/yt_row.h"
#include "fuzz.h"

const struct fuzz_seed fuzz_seeds[] = {
	FUZZ_SEED(
	    "{\"kind\":\"youtube#video\",\"id\":\"dQw4w9WgXcQ\",\"snippet\":"
	    "{\"title\":\"a\",\"channelId\":\"UCx\",\"channelTitle\":\"c\","
	    "\"publishedAt\":\"2024-01-01T00:00:00Z\","
	    "\"liveBroadcastContent\":\"none\"},\"contentDetails\":"
	    "{\"duration\":\"PT3M5S\"},\"status\":{\"embeddable\":true}}"),
	FUZZ_SEED(
	    "{\"name\":\"a/b.webm\",\"size\":\"12\",\"crc32c\":\"AAAAAA==\","
	    "\"generation\":\"123\",\"updated\":\"2024-01-01T00:00:00Z\"}"),
	FUZZ_SEED("{\"error\":{\"code\":403,\"errors\":[{\"reason\":"
		  "\"quotaExceeded\"}]}}"),
	/* what does not parse is quoted, with its newline */
	FUZZ_SEED("{\"n\":\"AAA==\",\"generation\":\"\\\n.\"}"), { NULL, 0 }
};

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct gcs_object object;
	struct json *v, *again;
	char why[128], *text = NULL;
	size_t n = 0;
	FILE *fp;

	if ((v = json_read((const char *)data, size, why)) == NULL) {
		must_be_a_line(why);
		return 0;
	}
	fp = open_memstream(&text, &n);
	yt_row_put(fp, v);
	if (gcs_object_scan(v, &object) == 0)
		MUST(strspn(object.generation, "0123456789") ==
		     strlen(object.generation));
	gcs_row_put(fp, v);
	fflush(fp);
	/* a row is a row */
	MUST(memchr(text, '\0', n) == NULL);
	rewind(fp);
	json_print(v, fp);
	fclose(fp);
	MUST((again = json_read(text, n, why)) != NULL);
	json_free(again);
	free(text);
	json_string_at(v, "error.errors.0.reason");
	json_number_at(v, "size", 0);
	json_whole_at(v, "error.code", 0);
	json_count(v, "items");
	json_free(v);
	return 0;
}
