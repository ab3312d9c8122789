/* web_question.h - what a POST of sg-web(7) asks for */

#ifndef WEB_QUESTION_H
#define WEB_QUESTION_H

#include "edge/cgi.h"
#include "edge/web.h"

/* Returns WEB_OK, WEB_PARAMETER or WEB_LINK. */
enum web_problem web_question_read(struct web_question *, const struct cgi *);

#endif
