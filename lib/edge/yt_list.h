/* yt_list.h - the half of a walk that finds ids: channels, pages of lists */

#ifndef YT_LIST_H
#define YT_LIST_H

#include "edge/yt_walk.h"

/*
 * One call more for the name at w->at: its channel's uploads, or the next page
 * of its list, into w->seen; sets w->ended. Returns 0, or -1 with err set.
 */
int yt_list_more(struct yt_walk *);

/* yt_get of head, middle (escaped) and tail. NULL: w->err is set. */
struct json *yt_ask(struct yt_walk *, const char *what, const char *resource,
    const char *head, const char *middle, const char *tail);

/* Whether the filter wants what was published then. */
bool yt_in_time(const struct yt_walk *, const char *published);

/* A line for a person. */
void yt_say(struct yt_walk *, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

#endif
