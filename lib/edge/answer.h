/* answer.h - a candidate as a row of its stream, or as a line of JSON */

#ifndef ANSWER_H
#define ANSWER_H

#include <stddef.h>
#include <stdio.h>

#include "retrieval/candidate.h"

/* Errors stay in the FILE. */
void answer_row(
    FILE *, const char *query, size_t rank, const struct candidate *);
void answer_json(
    FILE *, const char *query, size_t rank, const struct candidate *);

#endif
