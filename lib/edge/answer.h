/* answer.h - a candidate as a row of its stream, as a line of JSON, as what it rests on */

#ifndef ANSWER_H
#define ANSWER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "edge/shards.h"
#include "retrieval/candidate.h"
#include "signal/fingerprint.h"

/* Errors stay in the FILE. The line of JSON says so when shards are left out. */
void answer_row(
    FILE *, const char *query, size_t rank, const struct candidate *);
void answer_json(FILE *, const char *query, size_t rank,
    const struct candidate *, const struct shards *);

/*
 * What n candidates of a clip rest on: rows of a landmarks stream, a row for
 * each peak that is heard (heard.h). Returns 0, or -1 when a segment is damaged.
 */
int answer_landmarks(
    FILE *, const struct fingerprint *clip, const struct candidate *, size_t n);

/* The head of a stream of candidates, or of landmarks: what was searched. */
void answer_header(FILE *, bool landmarks, const struct shards *);

#endif
