#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/num.h"
#include "base/sg.h"
#include "base/stream.h"
#include "edge/web_info.h"
#include "edge/yt_name.h"

enum { /* columns, of a stream and of the catalogue */
	ID,
	TITLE,
	CHANNEL_ID,
	CHANNEL,
	PUBLISHED,
	DURATION,
	URL,
	EMBEDDABLE
};

struct web_info *
web_info_of(struct web_infos *l, const char *id)
{
	struct web_info *w;
	size_t i;

	for (i = 0; i < l->n; i++)
		if (strcmp(l->of[i].id, id) == 0)
			return &l->of[i];
	if (l->n == WEB_INFO_MAX || !id_valid(id))
		return NULL;
	w = &l->of[l->n++];
	*w = (struct web_info) { .duration_s = -1, .embeddable = true };
	strcpy(w->id, id);
	return w;
}

static void
take(char **place, const char *text)
{
	if (text == NULL)
		return;
	free(*place);
	*place = xstrdup(text);
}

/* text[i] is NULL for what is not known. */
static void
take_all(struct web_info *w, const char *const *text)
{
	w->known = true;
	take(&w->title, text[TITLE]);
	take(&w->channel_id, text[CHANNEL_ID]);
	take(&w->channel, text[CHANNEL]);
	take(&w->published, text[PUBLISHED]);
	take(&w->url, text[URL]);
	if (text[DURATION] != NULL)
		(void)num_real(text[DURATION], 0, 1e9, &w->duration_s);
	if (text[EMBEDDABLE] != NULL)
		w->embeddable = strcmp(text[EMBEDDABLE], "false") != 0;
}

/* Only rows that are asked for are unescaped: a stream may be a long one. */
static int
take_row(struct web_infos *l, struct stream *s)
{
	const char *text[EMBEDDABLE + 1] = { NULL };
	size_t i;
	int c;

	if (stream_text(s, ID) < 0)
		return -1;
	for (i = 0; i < l->n; i++)
		if (strcmp(l->of[i].id, s->field[ID]) == 0)
			break;
	if (i == l->n)
		return 0;
	for (c = TITLE; c <= EMBEDDABLE; c++) {
		if (strcmp(s->field[c], "-") == 0)
			continue;
		if (stream_text(s, c) < 0)
			return -1;
		text[c] = s->field[c];
	}
	take_all(&l->of[i], text);
	return 0;
}

int
web_info_stream(
    struct web_infos *l, FILE *fp, const char *name, char err[static 512])
{
	static const char further[] = "title\tchannel_id\tchannel\t"
				      "published_at\tduration_s\turl\t"
				      "embeddable";
	static const struct stream_type videos = { "videos", "id", further };
	static const struct stream_type recordings = { "recordings", "id",
		further };
	static const struct stream_type *const want[] = { &recordings, &videos,
		NULL };
	struct stream s;
	int event;

	event = stream_open(&s, fp, name, want) < 0 ? -1 : stream_next(&s);
	while (event > 0) {
		if (event == STREAM_ROW && take_row(l, &s) < 0)
			event = -1;
		else
			event = stream_next(&s);
	}
	if (event < 0)
		memcpy(err, s.err, sizeof s.err);
	stream_release(&s);
	return event;
}

int
web_info_catalogue(struct web_infos *l, struct pg *db)
{
	static const char sql[] =
	    "select v.source_id, v.title, v.channel_id, c.title, " PG_UTC(
		"v.published_at") ", v.duration, v.url "
				  "from public.videos v "
				  "left join public.channels c on c.id = "
				  "v.channel_id "
				  "where v.source_id = $1";
	const char *text[EMBEDDABLE + 1] = { NULL }, *id;
	size_t i;
	int c;

	for (i = 0; i < l->n; i++) {
		id = l->of[i].id;
		if (pg_run(db, sql, &id, 1) < 0)
			return -1;
		if (pg_rows(db) == 0)
			continue;
		for (c = TITLE; c <= URL; c++)
			text[c] = pg_text(db, 0, c);
		take_all(&l->of[i], text);
	}
	return 0;
}

int
web_info_original(
    struct pg *db, const char *id, char original[static ID_MAX + 1])
{
	static const char sql[] =
	    "select o.source_id from public.videos v "
	    "join public.videos o on o.id = v.original_video_id "
	    "where v.source_id = $1 or v.youtube_id = $1 limit 1";

	*original = '\0';
	if (pg_run(db, sql, &id, 1) < 0)
		return -1;
	if (pg_rows(db) > 0)
		snprintf(original, ID_MAX + 1, "%s", pg_text(db, 0, 0));
	return 0;
}

static bool
of_the_web(const char *url)
{
	return strncasecmp(url, "http://", 7) == 0 ||
	       strncasecmp(url, "https://", 8) == 0;
}

static void
settle(struct web_info *w)
{
	const char *from = w->url != NULL ? w->url : w->id;
	struct yt_name name;
	char why[128];

	/* a file may have a name of 11 letters: only what has no place else */
	if ((w->url == NULL || of_the_web(w->url)) &&
	    yt_name_parse(&name, from, why) == 0 && name.kind == YT_VIDEO)
		snprintf(w->youtube, sizeof w->youtube, "%.11s", name.id);
	if (w->url == NULL || (of_the_web(w->url) && *w->youtube == '\0'))
		return;
	free(w->url);
	w->url = NULL;
}

void
web_info_settle(struct web_infos *l)
{
	size_t i;

	for (i = 0; i < l->n; i++)
		settle(&l->of[i]);
}

void
web_info_json(const struct web_info *w, struct json_line *o)
{
	char url[64];

	json_text(o, "id", w->id);
	json_text(o, "title", w->title);
	json_text(o, "channel", w->channel);
	json_text(o, "channel_id", w->channel_id);
	json_text(o, "published_at", w->published);
	if (w->duration_s >= 0)
		json_number(o, "duration_s", w->duration_s, 3);
	json_text(o, "youtube", *w->youtube != '\0' ? w->youtube : NULL);
	json_bool(o, "embeddable", *w->youtube != '\0' && w->embeddable);
	snprintf(
	    url, sizeof url, "https://www.youtube.com/watch?v=%s", w->youtube);
	json_text(o, "url", *w->youtube != '\0' ? url : w->url);
}

void
web_info_release(struct web_infos *l)
{
	size_t i;

	for (i = 0; i < l->n; i++) {
		free(l->of[i].title);
		free(l->of[i].channel);
		free(l->of[i].channel_id);
		free(l->of[i].url);
		free(l->of[i].published);
	}
	l->n = 0;
}
