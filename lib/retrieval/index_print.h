/*
 * index_print.h - what is in an index, as text
 */

#ifndef INDEX_PRINT_H
#define INDEX_PRINT_H

#include <stdio.h>

#include "retrieval/index.h"
#include "retrieval/index_stat.h"

/* Such a stream's header, and one of its rows. */
void index_print_head(FILE *, const struct profile *);
void index_print_recording(
    FILE *, const struct profile *, const struct segment_rec *);

/*
 * A stream of recordings: the live ones, or those with wanted[segment][row] if
 * wanted is not NULL. Errors of writing stay in the FILE. Returns 0, or -1
 * with ix->err set.
 */
int index_print_list(struct index *ix, FILE *, bool *const *wanted);

/* Figures, a line each: key, TAB, value. */
void index_print_stat(const struct index *, FILE *, const struct index_stat *);

#endif
