/*
 * doc.h - a fingerprint as a database keeps it: sg-database(5), sg.doc
 *
 * The body is a segment with this one recording, without its identity, title
 * and the rest, which the catalogue has. It has postings only when they are
 * others than the landmarks of its peaks: so it takes 1.3 bytes a posting of
 * sg1, instead of 5.5. What sql/adopt.sql makes is another kind of body.
 */

#ifndef DOC_H
#define DOC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "signal/fingerprint.h"

#define DOC_ERR        256
#define DOC_FRAME_BITS 22 /* of a posting: hash << 22 | frame */

/* The body of a recording, which the caller frees; NULL and errno. */
uint8_t *doc_pack(
    const struct profile *, const struct fingerprint *, size_t *size);

/* Whether a body is one that sql/adopt.sql made. */
bool doc_adopted(const uint8_t *body, size_t size);

struct doc {
	struct fingerprint
	    fp; /* of the body that was read; its id is not set */
	uint64_t *key;
	size_t cap_key;
	char err[DOC_ERR];
};

/*
 * Read the body of a document of so many frames and postings into d->fp, which
 * holds until the next call; d is all zero before the first. Postings are in
 * order of (t_ref, hash). Returns 0, or -1 with err set: it is damaged, or
 * another's.
 */
int doc_read(struct doc *, const struct profile *, const uint8_t *body,
    size_t size, uint32_t frames, uint32_t postings);

void doc_release(struct doc *);

#endif
