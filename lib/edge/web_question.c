#include <stdio.h>
#include <string.h>

#include "base/num.h"
#include "edge/web_question.h"
#include "edge/yt_name.h"

enum {
	BEST = 5, /* candidates, unless more are wanted */
	BEST_MAX = 20
};

enum web_problem
web_question_read(struct web_question *q, const struct cgi *r)
{
	static const char *const known[] = { "n", "picture", "url", "warp",
		NULL };
	char best[8] = "5", picture[4] = "0", link[2048] = "", why[128];
	struct yt_name name;
	int has;

	*q = (struct web_question) { .best = BEST, .warp = "full" };
	has = cgi_parameter(r, "url", link, sizeof link);
	if (!cgi_only(r, known) || has < 0 ||
	    cgi_parameter(r, "n", best, sizeof best) < 0 ||
	    cgi_parameter(r, "picture", picture, sizeof picture) < 0 ||
	    cgi_parameter(r, "warp", q->warp, sizeof q->warp) < 0 ||
	    num_u32(best, 20, &q->best) < 0 || q->best == 0 ||
	    (strcmp(picture, "0") != 0 && strcmp(picture, "1") != 0) ||
	    (strcmp(q->warp, "none") != 0 && strcmp(q->warp, "axes") != 0 &&
		strcmp(q->warp, "full") != 0))
		return WEB_PARAMETER;
	q->picture = *picture == '1';
	if (has == 0)
		return WEB_OK;
	if (yt_name_parse(&name, link, why) < 0 || name.kind != YT_VIDEO)
		return WEB_LINK;
	snprintf(q->video, sizeof q->video, "%.11s", name.id);
	return WEB_OK;
}
