/*
 * web_info.h - what is known about recordings, of what may be shown
 *
 *	sg-index ls --+
 *	videos -------+--> title, channel, where it can be heard
 *	PostgreSQL ---+
 *
 * What comes later counts more. Paths of files stay here: a url is one of the
 * web, or none.
 */

#ifndef WEB_INFO_H
#define WEB_INFO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/id.h"
#include "edge/json.h"
#include "edge/pg.h"

#define WEB_INFO_MAX 64 /* recordings at a time */

struct web_info {
	char id[ID_MAX + 1];
	bool known; /* somebody knew the id */
	char *title, *channel, *channel_id, *url, *published;
	char youtube[12];  /* of the video, or "" */
	double duration_s; /* < 0: not known */
	bool embeddable;
};

struct web_infos {
	struct web_info of[WEB_INFO_MAX];
	size_t n;
};

/* The place of an id, made if need be; NULL when there is no room for it. */
struct web_info *web_info_of(struct web_infos *, const char *id);

/*
 * Take what a stream of recordings or of videos says about those that are
 * there. Returns 0, or -1 with err set.
 */
int web_info_stream(
    struct web_infos *, FILE *, const char *name, char err[static 512]);

/* The same from the catalogue. Returns 0, or -1 with db->err set. */
int web_info_catalogue(struct web_infos *, struct pg *db);

/*
 * The original that the catalogue has of a video: its id, "" when it has none.
 * Returns 0, or -1 with db->err set.
 */
int web_info_original(
    struct pg *db, const char *id, char original[static ID_MAX + 1]);

/* When all has been taken: what is YouTube's, and what must not be shown. */
void web_info_settle(struct web_infos *);

/* As members of an object. */
void web_info_json(const struct web_info *, struct json_line *);

void web_info_release(struct web_infos *);

#endif
