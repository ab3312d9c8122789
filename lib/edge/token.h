/*
 * token.h - OAuth 2 tokens for Google's servers, from the places where Google's
 * own programs look, in their order
 */

#ifndef TOKEN_H
#define TOKEN_H

#include <stdbool.h>

#include "edge/http.h"
#include "edge/json.h"

/* Where to look; NULL: nowhere. */
struct token_places {
	const char *fixed;    /* a token */
	bool emulator;        /* none is needed */
	const char *file;     /* of credentials; must be there */
	const char *fallback; /* of credentials; may be there */
	const char *metadata; /* host of the machine's metadata server */
};

enum token_kind {
	TOKEN_NONE,
	TOKEN_FIXED,
	TOKEN_SERVICE,
	TOKEN_USER,
	TOKEN_METADATA
};

struct token {
	enum token_kind kind;
	struct http http;
	struct json *credentials;
	char *url;    /* where tokens are given */
	char *header; /* "Authorization: Bearer ..."; NULL: none at hand */
	double until; /* it is good, by clock_now() */
	bool transient;
	char err[512];
};

/* Returns 0, or -1 with err set. */
int token_open(struct token *, const struct token_places *,
    const struct retry *, const char *ca_file);
void token_close(struct token *);

/*
 * The header to send, NULL when none is needed; borrowed until the next call.
 * Returns 0, or -1 with err and transient set.
 */
int token_header(struct token *, const char **header);

/* The server does not take it any more: get another. */
void token_drop(struct token *);

#endif
