/*
 * web_options.h - the bounds of a server of sg-web(7): "bytes=1000000 wall=30"
 */

#ifndef WEB_OPTIONS_H
#define WEB_OPTIONS_H

#include <stdint.h>

#define WEB_HOSTS 512

struct web_options {
	uint32_t bytes;   /* of an upload, or of what is fetched */
	uint32_t seconds; /* of sound that is searched; the rest is not read */
	uint32_t wall;    /* seconds: of a search */
	uint32_t cpu;     /* seconds: of each program */
	uint32_t memory;  /* MiB: of what decodes; 0: no bound */
	uint32_t fetch;   /* seconds: of a download; 0: links are not fetched */
	uint32_t searches;     /* at the same time */
	uint32_t each;         /* of them, of one address */
	uint32_t waiting;      /* who may wait for one */
	uint32_t wait;         /* seconds: so long */
	uint32_t rate;         /* requests a minute, of one address */
	char hosts[WEB_HOSTS]; /* that we are called, besides localhost */
};

/*
 * The defaults, changed by the words of text; NULL changes nothing. Returns 0,
 * or -1 with why set.
 */
int web_options_read(
    struct web_options *, const char *text, char why[static 128]);

#endif
