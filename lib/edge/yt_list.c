#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/memstream.h"
#include "base/num.h"
#include "base/sg.h"
#include "edge/url.h"
#include "edge/yt_list.h"

void
yt_say(struct yt_walk *w, const char *fmt, ...)
{
	char text[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	w->say(w->arg, text);
}

struct json *
yt_ask(struct yt_walk *w, const char *what, const char *resource,
    const char *head, const char *middle, const char *tail)
{
	struct memstream m;
	FILE *fp = memstream_open(&m);
	struct json *answer;
	char *query;

	fputs(head, fp);
	url_escape(fp, middle);
	fputs(tail, fp);
	query = memstream_close(&m);
	answer = yt_get(w->yt, what, resource, query);
	free(query);
	if (answer == NULL)
		memcpy(w->err, w->yt->err, sizeof w->err);
	return answer;
}

static void
gone(struct yt_walk *w, const char *what)
{
	yt_say(w, "%s: there is no such %s", w->name[w->at].id, what);
	w->absent = true;
	w->ended = true;
}

/* /name is a handle when YouTube says so, and else cannot be asked for. */
static bool
is_custom(const struct json *channel, const char *name)
{
	const char *url = json_string_at(channel, "snippet.customUrl");

	return url != NULL && strcasecmp(url + (url[0] == '@'), name) == 0;
}

/* The uploads of the channel that is named. Returns 0 or -1. */
static int
resolve(struct yt_walk *w)
{
	static const char *const by[] = { [YT_CHANNEL] = "id=",
		[YT_HANDLE] = "forHandle=",
		[YT_USER] = "forUsername=",
		[YT_CUSTOM] = "forHandle=%40" };
	const struct yt_name *name = &w->name[w->at];
	const struct json *channel;
	const char *uploads, *id, *count;
	struct json *answer;
	char list[ID_MAX + 1];

	answer = yt_ask(w, name->id, "channels", by[name->kind], name->id,
	    "&part=id,snippet,contentDetails,statistics&fields=kind,etag,"
	    "items(id,snippet/customUrl,contentDetails/relatedPlaylists/"
	    "uploads,"
	    "statistics/videoCount)");
	if (answer == NULL && w->yt->status != SG_NO)
		return -1;
	channel = json_at(answer, "items.0");
	id = json_string_at(channel, "id");
	uploads =
	    json_string_at(channel, "contentDetails.relatedPlaylists.uploads");
	count = json_string_at(channel, "statistics.videoCount");
	if (id == NULL || strlen(id) < 3) {
		gone(w, "channel");
	} else if (name->kind == YT_CUSTOM && !is_custom(channel, name->id)) {
		yt_say(w,
		    "youtube.com/%s: no handle; give the channel's @handle "
		    "or its id (UC...)",
		    name->id);
		w->absent = w->ended = true;
	} else {
		/* in practice the uploads are UU and the rest of the id */
		snprintf(list, sizeof list, "UU%s", id + 2);
		w->list = xstrdup(uploads != NULL ? uploads : list);
		if (count == NULL ||
		    num_u64(count, UINT64_MAX, &w->promised) < 0)
			w->promised = 0;
	}
	json_free(answer);
	return 0;
}

bool
yt_in_time(const struct yt_walk *w, const char *published)
{
	return (w->filter.after == NULL ||
		   strcmp(published, w->filter.after) >= 0) &&
	       (w->filter.before == NULL ||
		   strcmp(published, w->filter.before) < 0);
}

/* Take the ids of a page; true when all of it is too old. */
static bool
take_page(struct yt_walk *w, const struct json *page)
{
	size_t i, n = json_count(page, "items"), dated = 0, old = 0;
	const char *id, *date;
	char path[48];

	for (i = 0; i < n; i++) {
		snprintf(path, sizeof path, "items.%zu.contentDetails", i);
		id = json_string_at(json_at(page, path), "videoId");
		date = json_string_at(json_at(page, path), "videoPublishedAt");
		dated += date != NULL;
		old += date != NULL && w->filter.after != NULL &&
		       strcmp(date, w->filter.after) < 0;
		/* what has no date is deleted or private: ask, and report */
		if (id != NULL && id_valid(id) &&
		    (date == NULL || yt_in_time(w, date)))
			idset_add(&w->seen, id);
	}
	w->listed += n;
	return dated > 0 && old == dated;
}

/* One more page of w->list. Returns 0 or -1. */
static int
turn_page(struct yt_walk *w)
{
	const char *what = w->name[w->at].id, *next;
	struct json *answer;
	char head[512];
	bool old;

	snprintf(head, sizeof head,
	    "part=contentDetails&maxResults=50&playlistId=%.255s%s", w->list,
	    w->page != NULL ? "&pageToken=" : "");
	answer = yt_ask(w, what, "playlistItems", head,
	    w->page != NULL ? w->page : "",
	    "&fields=kind,etag,nextPageToken,"
	    "items/contentDetails(videoId,videoPublishedAt)");
	if (answer == NULL && w->yt->status == SG_NO) {
		/* the uploads of a channel without any may be no list */
		if (w->name[w->at].kind == YT_PLAYLIST)
			gone(w, "playlist");
		w->ended = true;
		return 0;
	}
	if (answer == NULL && w->page != NULL && w->yt->stale_page) {
		yt_say(w, "%s: listed anew: the page to go on from is no more",
		    what);
		free(w->page);
		w->page = NULL;
		w->listed = 0;
		return 0;
	}
	if (answer == NULL)
		return -1;
	old = take_page(w, answer);
	next = json_string_at(answer, "nextPageToken");
	if (next != NULL && w->page != NULL && strcmp(next, w->page) == 0)
		next = NULL; /* a list that bites its tail */
	free(w->page);
	w->page = next != NULL ? xstrdup(next) : NULL;
	/* only uploads come newest first */
	w->cut = next != NULL && old && !w->filter.all_pages &&
		 strncmp(w->list, "UU", 2) == 0;
	w->ended = next == NULL || w->cut;
	json_free(answer);
	return 0;
}

int
yt_list_more(struct yt_walk *w)
{
	return w->list == NULL ? resolve(w) : turn_page(w);
}
