/*
 * yt_cache.h - answers kept in a directory, each with its ETag, so that an
 * unchanged one need not be sent again
 *
 * One file an address, written whole under another name first: any number of
 * programs may share a directory. What is older than YT_CACHE_DAYS is not used:
 * so long may what the API says be kept without asking again.
 */

#ifndef YT_CACHE_H
#define YT_CACHE_H

#include <stddef.h>

enum {
	YT_CACHE_DAYS = 30
};

struct yt_entry {
	char *etag; /* NULL: there is no entry */
	char *body;
	size_t len;
	char *text; /* of the file; owned, the others lie in it */
};

/* What is kept for url; an entry that is damaged or old is none. */
void yt_cache_get(const char *dir, const char *url, struct yt_entry *);
void yt_entry_release(struct yt_entry *);

/* Keep; 0, or -1 with errno set. */
int yt_cache_put(const char *dir, const char *url, const char *etag,
    const char *body, size_t len);

/* The server says that it is still so: count its days from now. */
void yt_cache_touch(const char *dir, const char *url);

/* The path of a file for this text, in dir; the caller's. */
char *yt_cache_path(const char *dir, const char *text, const char *suffix);

#endif
