#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "base/num.h"
#include "edge/web_options.h"

static const struct web_options defaults = { .bytes = 64 << 20,
	.seconds = 600,
	.wall = 60,
	.cpu = 60,
	.memory = 1536,
	.fetch = 90,
	.searches = 2,
	.each = 1,
	.waiting = 16,
	.wait = 15,
	.rate = 30 };

static const struct bounds {
	const char *name;
	size_t at;
	uint32_t min, max;
} known[] = {
	{ "bytes", offsetof(struct web_options, bytes), 1024, 2000000000 },
	{ "seconds", offsetof(struct web_options, seconds), 1, 36000 },
	{ "wall", offsetof(struct web_options, wall), 1, 3600 },
	{ "cpu", offsetof(struct web_options, cpu), 1, 3600 },
	{ "memory", offsetof(struct web_options, memory), 0, 1 << 20 },
	{ "fetch", offsetof(struct web_options, fetch), 0, 3600 },
	{ "searches", offsetof(struct web_options, searches), 1, 256 },
	{ "each", offsetof(struct web_options, each), 1, 256 },
	{ "waiting", offsetof(struct web_options, waiting), 0, 1000 },
	{ "wait", offsetof(struct web_options, wait), 0, 600 },
	{ "rate", offsetof(struct web_options, rate), 1, 1000000 },
};

/* "host=NAME" adds one to those that there are. */
static int
add_host(struct web_options *o, const char *name, char why[static 128])
{
	size_t n = strlen(o->hosts);

	if (*name != '\0' && n + strlen(name) + 2 < sizeof o->hosts) {
		snprintf(o->hosts + n, sizeof o->hosts - n, "%s ", name);
		return 0;
	}
	snprintf(why, 128, "host: want names, shorter in all than %d bytes",
	    WEB_HOSTS);
	return -1;
}

static int
set(struct web_options *o, const char *word, char why[static 128])
{
	size_t i, n = strcspn(word, "=");
	const struct bounds *b;

	if (strncmp(word, "host=", 5) == 0)
		return add_host(o, word + 5, why);
	for (i = 0; i < sizeof known / sizeof *known; i++) {
		b = &known[i];
		if (strlen(b->name) != n || strncmp(word, b->name, n) != 0 ||
		    word[n] == '\0')
			continue;
		if (num_u32(word + n + 1, b->max,
			(uint32_t *)(void *)((char *)o + b->at)) == 0 &&
		    *(uint32_t *)(void *)((char *)o + b->at) >= b->min)
			return 0;
		snprintf(why, 128, "%s: want %u..%u, got '%.40s'", b->name,
		    b->min, b->max, word + n + 1);
		return -1;
	}
	snprintf(why, 128, "no such bound: '%.40s'", word);
	return -1;
}

int
web_options_read(struct web_options *o, const char *text, char why[static 128])
{
	char word[256];
	size_t n;

	*o = defaults;
	if (text == NULL)
		return 0;
	for (text += strspn(text, " "); *text != '\0';
	     text += n + strspn(text + n, " ")) {
		n = strcspn(text, " ");
		snprintf(
		    word, sizeof word, "%.*s", (int)(n < 250 ? n : 250), text);
		if (set(o, word, why) < 0)
			return -1;
	}
	return 0;
}
