/*
 * yt.h - calls of the YouTube Data API, version 3, and what its errors mean
 */

#ifndef YT_H
#define YT_H

#include <stdbool.h>
#include <stdint.h>

#include "edge/http.h"
#include "edge/json.h"

#define YT_ENDPOINT "https://youtube.googleapis.com/youtube/v3/"

struct yt {
	struct http http;
	char *endpoint;
	char *key;           /* the header that carries it */
	char *cache;         /* a directory, or NULL */
	uint64_t spent;      /* units of the quota: one for each answer */
	int status;          /* after a NULL: SG_NO, SG_FAIL or SG_RETRY */
	bool stale_page;     /* after a NULL: the page token is none any more */
	struct json *answer; /* being read */
	char err[512];
};

/*
 * endpoint NULL is Google's; cache, NULL for none, is made when it is not
 * there. The strings are copied. Returns 0, or -1 with err set.
 */
int yt_open(struct yt *, const char *endpoint, const char *key,
    const char *cache, const struct retry *, const char *ca_file);
void yt_close(struct yt *);

/*
 * GET resource?query; what is for messages. Returns the answer, for
 * json_free(), or NULL with err and status set: SG_NO is a 404, SG_RETRY the
 * quota or the network.
 */
struct json *yt_get(
    struct yt *, const char *what, const char *resource, const char *query);

#endif
