/*
 * yt_walk.h - from names to videos: list, in batches of 50 describe, filter
 *
 *	name -> channel -> uploads -> pages of ids -> seen -> batches -> put
 *	                                              done ^     ^ n
 *
 * Where a walk stands can be saved when the API refuses to go on, and another
 * run goes on from there: no call and no video comes twice.
 */

#ifndef YT_WALK_H
#define YT_WALK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/idset.h"
#include "edge/yt.h"
#include "edge/yt_name.h"

enum {
	YT_BATCH = 50,        /* ids of a call, items of a page */
	YT_LIST_LIMIT = 20000 /* items of a list that the API gives, about */
};

struct yt_filter {
	const char *after;  /* published then or later: an ISO 8601 prefix */
	const char *before; /* published before; NULL: no bound */
	uint64_t max;       /* videos in all; 0: no bound */
	bool live;          /* those that run or are to come, too */
	bool all_pages;     /* do not stop at the first page that is too old */
	bool raw; /* every part of the items, not just what a row has */
};

struct yt_walk {
	struct yt *yt;
	struct yt_filter filter;
	const struct yt_name *name; /* n of them; borrowed */
	size_t n;
	/* a video, all of whose strings are borrowed; a line for a person */
	void (*put)(void *arg, const struct json *video);
	void (*say)(void *arg, const char *text);
	void *arg;

	/* where it stands */
	size_t at;         /* the name being listed */
	char *list;        /* its playlist; NULL: not asked for yet */
	char *page;        /* token of the next page; NULL: the first */
	bool ended;        /* the list is */
	bool cut;          /* before its end, as the rest is too old */
	uint64_t promised; /* videos of the channel, 0 when not known */
	uint64_t listed;
	struct idset seen;                  /* ids listed */
	size_t done;                        /* of them, described */
	uint64_t rows, unavailable, passed; /* put; not there; live */
	bool absent; /* something that was named is not there */
	char err[512];
};

/*
 * Go on to the end. Returns 0, or -1 with err set and w->yt->status saying
 * whether to try again later; the walk can then be saved.
 */
int yt_walk(struct yt_walk *);

/*
 * Which walk it is, names and filter: what must be the same for one to go on
 * from another. The caller's.
 */
char *yt_walk_key(const struct yt_walk *);

/* Returns 0, or -1 with err set; to load what is not there changes nothing. */
int yt_walk_save(struct yt_walk *, const char *path, const char *key);
int yt_walk_load(struct yt_walk *, const char *path, const char *key);

void yt_walk_release(struct yt_walk *);

#endif
