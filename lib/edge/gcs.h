/*
 * gcs.h - objects in Google Cloud Storage, by its JSON API
 *
 * An object appears whole or not at all, and every one that is put or got is
 * checked by its CRC-32C and its size.
 */

#ifndef GCS_H
#define GCS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "edge/http.h"
#include "edge/json.h"
#include "edge/token.h"

#define GCS_ENDPOINT "https://storage.googleapis.com"

enum {
	GCS_NAME_MAX = 1024, /* bytes of an object's name */
	GCS_BUCKET_MAX = 222,
	GCS_CRC_SIZE = 9
};

/* gs://bucket/name; the name may be empty, where it is a prefix. */
struct gcs_uri {
	char bucket[GCS_BUCKET_MAX + 1];
	char name[GCS_NAME_MAX + 1];
};

struct gcs {
	struct http http;
	struct token token;
	char *base; /* without a slash at its end */
	int status; /* after a -1: SG_NO, SG_FAIL or SG_RETRY */
	char err[512];
};

struct gcs_object {
	uint64_t size;
	char crc[12];        /* in base64; "" when it has none */
	char generation[24]; /* digits */
};

/*
 * endpoint NULL is Google's. The places are of token.h. Returns 0, or -1 with
 * err set.
 */
int gcs_open(struct gcs *, const char *endpoint, const struct token_places *,
    const struct retry *, const char *ca_file);
void gcs_close(struct gcs *);

/* Returns 0, or -1: no gs://, no bucket, a name that cannot be. */
int gcs_uri_parse(struct gcs_uri *, const char *);

/* Returns 0, or -1 with err and status set; SG_NO: there is none. */
int gcs_stat(struct gcs *, const struct gcs_uri *, struct gcs_object *);

/* The same, as the API has it, for json_free(); NULL for -1. */
struct json *gcs_describe(struct gcs *, const struct gcs_uri *);

/* Every object whose name begins with that of the URI, in order. 0 or -1. */
int gcs_list(struct gcs *, const struct gcs_uri *prefix,
    void (*put)(void *arg, const struct json *object), void *arg);

/* An object as a row of a stream of objects. */
void gcs_row_put(FILE *, const struct json *object);

/* Remove the object as it is now. 0 or -1; SG_NO: there is none. */
int gcs_remove(struct gcs *, const struct gcs_uri *);

/*
 * Store what fd gives, to its end. only_new: SG_NO when there is one already.
 */
int gcs_put(struct gcs *, const struct gcs_uri *, int fd, bool only_new);

/*
 * Write the object to fd. After a -1 some of it may have been written; broken:
 * fd is a pipe that nobody reads any more.
 */
int gcs_get(struct gcs *, const struct gcs_uri *, int fd, bool *broken);

/* For the parts of this module. */

/*
 * base + middle + the object's path + tail; or, when the tail ends in "=", its
 * name behind that. The caller's.
 */
char *gcs_url(const struct gcs *, const char *middle, const struct gcs_uri *,
    const char *tail);

/* http_once with a token; another, when the server refuses it. */
int gcs_once(struct gcs *, const struct http_request *);

/* Until it is settled: as http_do. Answers that are no success are no -1. */
int gcs_do(struct gcs *, const struct http_request *);

/* Set err and status to what went wrong: the network, or an answer. -1. */
int gcs_lost(struct gcs *);
int gcs_refused(struct gcs *, const struct http_request *);

/* The object in an answer. Returns 0, or -1 when it is none. */
int gcs_object_scan(const struct json *, struct gcs_object *);

/* A CRC-32C as Google spells it: its four bytes, the first first, in base64. */
void gcs_crc_spell(uint32_t crc, char text[static GCS_CRC_SIZE]);

/* Take away that generation, and no other; what comes of it is not said. */
void gcs_undo(struct gcs *, const struct gcs_uri *, const struct gcs_object *);

/* "gs://bucket/name" for messages, cut where it is long. */
void gcs_what(const struct gcs_uri *, char what[static 128]);

#endif
