#include <stdint.h>

#include "base/duration.h"
#include "base/text.h"
#include "edge/yt_row.h"

void
yt_row_put(void *file, const struct json *video)
{
	static const char *const paths[] = { "id", "snippet.title",
		"snippet.channelId", "snippet.channelTitle",
		"snippet.publishedAt" };
	const char *s, *id = json_string_at(video, "id");
	FILE *fp = file;
	uint64_t seconds = 0;
	size_t i;

	for (i = 0; i < sizeof paths / sizeof paths[0]; i++) {
		text_put(fp, json_string_at(video, paths[i]));
		putc('\t', fp);
	}
	/* what runs or is to come lasts P0D */
	s = json_string_at(video, "contentDetails.duration");
	if (s != NULL && duration_parse(s, &seconds) == 0 && seconds > 0)
		fprintf(fp, "%ju", (uintmax_t)seconds);
	else
		putc('-', fp);
	putc('\t', fp);
	text_put(fp, json_string_at(video, "snippet.liveBroadcastContent"));
	if (json_at(video, "status.embeddable") == NULL)
		s = "-";
	else
		s = json_true_at(video, "status.embeddable") ? "true" : "false";
	fprintf(fp, "\t%s\thttps://www.youtube.com/watch?v=%s\n", s, id);
}
