/*
 * yt_name.h - what of YouTube a user means: an id, a handle or a URL
 *
 * Pure text: nothing is asked. Hosts are compared whole, and the user's string
 * goes no further than here: what is asked is built anew from the parts.
 */

#ifndef YT_NAME_H
#define YT_NAME_H

#include "base/id.h"

enum yt_kind {
	YT_VIDEO,    /* id: 11 characters */
	YT_PLAYLIST, /* id: PL..., UU..., OL... */
	YT_CHANNEL,  /* id: UC and 22 characters */
	YT_HANDLE,   /* id: "@name" */
	YT_USER,     /* id: an old user's name */
	YT_CUSTOM    /* id: of /c/name or /name; perhaps that of a handle */
};

struct yt_name {
	enum yt_kind kind;
	char id[ID_MAX + 1];
};

/* Returns 0, or -1 with why set. */
int yt_name_parse(struct yt_name *, const char *, char why[static 128]);

#endif
