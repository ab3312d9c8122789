#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/sg.h"
#include "edge/yt_list.h"

static bool
full(const struct yt_walk *w)
{
	return w->filter.max > 0 && w->rows >= w->filter.max;
}

static bool
was_named(const struct yt_walk *w, const char *id)
{
	size_t i;

	for (i = 0; i < w->n; i++)
		if (w->name[i].kind == YT_VIDEO &&
		    strcmp(w->name[i].id, id) == 0)
			return true;
	return false;
}

static void
put(struct yt_walk *w, const char *id, const struct json *video)
{
	const char *live, *date;

	if (video == NULL) {
		yt_say(w, "%s: unavailable: deleted or private", id);
		w->unavailable++;
		w->absent |= was_named(w, id);
		return;
	}
	live = json_string_at(video, "snippet.liveBroadcastContent");
	date = json_string_at(video, "snippet.publishedAt");
	if (date != NULL && !yt_in_time(w, date))
		return;
	if (!w->filter.live && live != NULL && strcmp(live, "none") != 0) {
		w->passed++;
		return;
	}
	w->put(w->arg, video);
	w->rows++;
}

/* The item of that id: the answer's order is not promised. */
static const struct json *
find(const struct json *answer, const char *id)
{
	size_t i, n = json_count(answer, "items");
	const char *got;
	char path[32];

	for (i = 0; i < n; i++) {
		snprintf(path, sizeof path, "items.%zu", i);
		got = json_string_at(json_at(answer, path), "id");
		if (got != NULL && strcmp(got, id) == 0)
			return json_at(answer, path);
	}
	return NULL;
}

/* Describe the next k ids. Returns 0 or -1. */
static int
describe(struct yt_walk *w, size_t k)
{
	char ids[YT_BATCH * (ID_MAX + 1)], **id = w->seen.id + w->done;
	struct json *answer;
	size_t i, n = 0;

	ids[0] = '\0';
	for (i = 0; i < k; i++)
		n += (size_t)snprintf(
		    ids + n, sizeof ids - n, "%s%s", i > 0 ? "," : "", id[i]);
	answer = yt_ask(w, k == 1 ? id[0] : "videos", "videos",
	    w->filter.raw ? "part=id,snippet,contentDetails,status,"
			    "statistics,liveStreamingDetails&id=" :
			    "part=id,snippet,contentDetails,status&id=",
	    ids,
	    w->filter.raw ?
		"" :
		"&fields=kind,etag,items(id,snippet(title,channelId,"
		"channelTitle,publishedAt,liveBroadcastContent),"
		"contentDetails/duration,status/embeddable)");
	if (answer == NULL && w->yt->status != SG_NO)
		return -1;
	for (i = 0; i < k && !full(w); i++)
		put(w, id[i], find(answer, id[i]));
	w->done += k;
	json_free(answer);
	return 0;
}

/* Describe whole batches, or all that waits. Returns 0 or -1. */
static int
describe_waiting(struct yt_walk *w, bool all)
{
	size_t k, batch;

	while ((k = w->seen.n - w->done) > 0 && !full(w)) {
		batch = YT_BATCH;
		if (w->filter.max > 0 && w->filter.max - w->rows < batch)
			batch = (size_t)(w->filter.max - w->rows);
		if (k < batch && !all)
			break;
		if (describe(w, k < batch ? k : batch) < 0)
			return -1;
	}
	return 0;
}

static int
visit(struct yt_walk *w)
{
	const struct yt_name *name = &w->name[w->at];

	if (name->kind == YT_VIDEO) {
		idset_add(&w->seen, name->id);
		return describe_waiting(w, false);
	}
	if (name->kind == YT_PLAYLIST && w->list == NULL)
		w->list = xstrdup(name->id);
	while (!full(w)) {
		if (describe_waiting(w, false) < 0)
			return -1;
		if (w->ended || full(w))
			break;
		if (yt_list_more(w) < 0)
			return -1;
	}
	if (w->ended && !w->cut && w->listed + YT_BATCH >= YT_LIST_LIMIT &&
	    (w->promised > w->listed || w->listed >= YT_LIST_LIMIT))
		yt_say(w,
		    "%s: listed %ju of %ju videos: the API gives about "
		    "20,000 of a list, and no more",
		    name->id, (uintmax_t)w->listed, (uintmax_t)w->promised);
	return 0;
}

static void
next_name(struct yt_walk *w)
{
	free(w->list);
	free(w->page);
	w->list = w->page = NULL;
	w->ended = w->cut = false;
	w->promised = w->listed = 0;
	w->at++;
}

int
yt_walk(struct yt_walk *w)
{
	while (w->at < w->n && !full(w)) {
		if (visit(w) < 0)
			return -1;
		next_name(w);
	}
	return describe_waiting(w, true);
}

void
yt_walk_release(struct yt_walk *w)
{
	free(w->list);
	free(w->page);
	idset_release(&w->seen);
}
