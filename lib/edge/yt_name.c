#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "edge/url.h"
#include "edge/yt_name.h"

enum {
	VIDEO_LEN = 11,
	CHANNEL_LEN = 24,
	LIST_MIN =
	    13,      /* characters; that of mixes is 13, of others 18 and on */
	SEGMENTS = 3 /* of a path: that matter */
};

static bool
id_letters(const char *s)
{
	return s[strspn(s,
		   "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
		   "0123456789-_")] == '\0';
}

static bool
is_video(const char *s)
{
	return strlen(s) == VIDEO_LEN && id_letters(s);
}

static bool
is_channel(const char *s)
{
	return strlen(s) == CHANNEL_LEN && strncmp(s, "UC", 2) == 0 &&
	       id_letters(s);
}

/* RD... are mixes, made for one viewer: the API has none. */
static bool
is_playlist(const char *s)
{
	static const char *const kinds[] = { "PL", "UU", "OL", "LL", "FL" };
	size_t i;

	for (i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
		if (strncmp(s, kinds[i], 2) == 0)
			return strlen(s) >= LIST_MIN && id_letters(s);
	return false;
}

static int
take(struct yt_name *n, enum yt_kind kind, const char *id)
{
	n->kind = kind;
	return snprintf(n->id, sizeof n->id, "%s", id) <= ID_MAX &&
		       id_valid(n->id) ?
		   0 :
		   -1;
}

/* A handle or a name, perhaps percent-encoded, in any script. */
static int
take_name(struct yt_name *n, enum yt_kind kind, char *s)
{
	return url_unescape(s) == 0 && s[0] != '\0' && strcmp(s, "@") != 0 &&
		       s[strcspn(s, "/?#&%\"<>")] == '\0' ?
		   take(n, kind, s) :
		   -1;
}

static int
take_id(struct yt_name *n, const char *s)
{
	if (is_video(s))
		return take(n, YT_VIDEO, s);
	if (is_channel(s))
		return take(n, YT_CHANNEL, s);
	return is_playlist(s) ? take(n, YT_PLAYLIST, s) : -1;
}

/* The value of key in a query, into value; false when it is not there. */
static bool
parameter(const char *query, const char *key, char value[static ID_MAX + 1])
{
	size_t k = strlen(key), n;

	for (; *query != '\0'; query += n + (query[n] == '&')) {
		n = strcspn(query, "&");
		if (n <= k || strncmp(query, key, k) != 0 || query[k] != '=' ||
		    n - k - 1 > ID_MAX)
			continue;
		memcpy(value, query + k + 1, n - k - 1);
		value[n - k - 1] = '\0';
		return true;
	}
	return false;
}

/* youtube.com/a/b?query */
static int
take_path(
    struct yt_name *n, char *const seg[static SEGMENTS], const char *query)
{
	static const char *const videos[] = { "shorts", "live", "embed", "v",
		"e" };
	char value[ID_MAX + 1];
	size_t i;

	/* a video in a list: the user means the video */
	if (strcmp(seg[0], "watch") == 0 && parameter(query, "v", value))
		return is_video(value) ? take(n, YT_VIDEO, value) : -1;
	if (strcmp(seg[0], "playlist") == 0 ||
	    (strcmp(seg[0], "embed") == 0 &&
		strcmp(seg[1], "videoseries") == 0))
		return parameter(query, "list", value) && is_playlist(value) ?
			   take(n, YT_PLAYLIST, value) :
			   -1;
	for (i = 0; i < sizeof videos / sizeof videos[0]; i++)
		if (strcmp(seg[0], videos[i]) == 0)
			return is_video(seg[1]) ? take(n, YT_VIDEO, seg[1]) :
						  -1;
	if (strcmp(seg[0], "channel") == 0)
		return is_channel(seg[1]) ? take(n, YT_CHANNEL, seg[1]) : -1;
	if (strcmp(seg[0], "user") == 0)
		return take_name(n, YT_USER, seg[1]);
	if (strcmp(seg[0], "c") == 0)
		return take_name(n, YT_CUSTOM, seg[1]);
	if (seg[0][0] == '@' || strncmp(seg[0], "%40", 3) == 0)
		return take_name(n, YT_HANDLE, seg[0]);
	if (seg[1][0] != '\0' || *query != '\0' || strcmp(seg[0], "watch") == 0)
		return -1;
	return take_name(n, YT_CUSTOM, seg[0]);
}

static bool
known_host(const char *s, size_t n, bool *brief)
{
	static const char *const hosts[] = { "youtu.be", "youtube.com",
		"www.youtube.com", "m.youtube.com", "music.youtube.com",
		"youtube-nocookie.com", "www.youtube-nocookie.com" };
	size_t i;

	for (i = 0; i < sizeof hosts / sizeof hosts[0]; i++)
		if (strlen(hosts[i]) == n && strncasecmp(s, hosts[i], n) == 0) {
			*brief = i == 0;
			return true;
		}
	return false;
}

/* text is cut into pieces. */
static int
take_url(struct yt_name *n, char *text, char why[static 128])
{
	static char none[] = "";
	char *seg[SEGMENTS] = { none, none, none }, *query = none, *p;
	bool brief;
	size_t host, i;

	if (strncasecmp(text, "https://", 8) == 0)
		text += 8;
	else if (strncasecmp(text, "http://", 7) == 0)
		text += 7;
	host = strcspn(text, "/?#");
	if (!known_host(text, host, &brief)) {
		snprintf(why, 128, "'%.*s' is no host of YouTube's",
		    (int)(host < 60 ? host : 60), text);
		return -1;
	}
	text += host;
	text[strcspn(text, "#")] = '\0';
	if ((p = strchr(text, '?')) != NULL) {
		*p = '\0';
		query = p + 1;
	}
	for (i = 0; i < SEGMENTS && *text != '\0'; i++) {
		*text++ = '\0'; /* the slash */
		seg[i] = text;
		text += strcspn(text, "/");
	}
	*text = '\0';
	if (brief)
		return is_video(seg[0]) ? take(n, YT_VIDEO, seg[0]) : -1;
	return take_path(n, seg, query);
}

int
yt_name_parse(struct yt_name *n, const char *s, char why[static 128])
{
	char text[2048];
	size_t len, i;

	snprintf(why, 128, "no channel, playlist or video of YouTube's");
	s += strspn(s, " \t\r\n");
	for (len = strlen(s); len > 0 && strchr(" \t\r\n", s[len - 1]); len--)
		;
	if (len == 0 || len >= sizeof text)
		return -1;
	memcpy(text, s, len);
	text[len] = '\0';
	for (i = 0; i < len; i++)
		if ((unsigned char)text[i] <= ' ' || text[i] == 0x7f ||
		    text[i] == '\\')
			return -1;
	if (text[0] == '@')
		return take_name(n, YT_HANDLE, text);
	if (id_letters(text))
		return take_id(n, text);
	return take_url(n, text, why);
}
