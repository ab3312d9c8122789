/* web_answer.h - an answer of sg-cgi(1) as JSON; sg-web(7) says what is in it */

#ifndef WEB_ANSWER_H
#define WEB_ANSWER_H

#include "edge/web.h"
#include "edge/web_info.h"

/* What is known about the recordings of some rows, from everywhere. */
void web_answer_infos(struct web *, struct pg *, const struct web_rows *,
    double until, struct web_infos *);

/* What is known about one of them; its place in the list. */
const struct web_info *web_answer_info(struct web *, struct pg *,
    const char *id, double until, struct web_infos *);

/*
 * "found", "clip", "candidates", best of them at most, "timeline", and why if
 * nothing is found.
 */
void web_answer_json(const struct web_clip *, uint32_t best,
    const struct web_rows *, struct web_infos *, struct json_line *);

/* "picture": the peaks of the clip, and the landmarks of the match. */
enum web_problem web_picture_json(struct web *, const struct web_question *,
    const struct web_clip *, const struct web_rows *, double until,
    struct json_line *);

#endif
