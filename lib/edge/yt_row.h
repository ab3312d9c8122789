/* yt_row.h - an item of videos.list as a row of a stream of videos */

#ifndef YT_ROW_H
#define YT_ROW_H

#include "edge/json.h"

/* file, a FILE *, is given the row; errors stay in it. */
void yt_row_put(void *file, const struct json *video);

#endif
