/* answer.h - a candidate as a row of its stream, as a line of JSON, as what it rests on */

#ifndef ANSWER_H
#define ANSWER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "retrieval/candidate.h"
#include "signal/fingerprint.h"

/* Errors stay in the FILE. */
void answer_row(
    FILE *, const char *query, size_t rank, const struct candidate *);
void answer_json(
    FILE *, const char *query, size_t rank, const struct candidate *);

/*
 * What n candidates of a clip rest on: rows of a landmarks stream, a row for
 * each peak that is heard (heard.h). Returns 0, or -1 when a segment is damaged.
 */
int answer_landmarks(
    FILE *, const struct fingerprint *clip, const struct candidate *, size_t n);

/*
 * The head of a stream of candidates, or of landmarks; as_of says what was
 * searched, or the state of a directory does.
 */
void answer_header(FILE *, bool landmarks, const struct profile *,
    const char *as_of, uint32_t state);

#endif
