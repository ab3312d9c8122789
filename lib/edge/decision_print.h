/* decision_print.h - decisions as rows, as JSON, and what spoke for them */

#ifndef DECISION_PRINT_H
#define DECISION_PRINT_H

#include <stdio.h>

#include "retrieval/decision.h"

#define DECISION_EVIDENCE 160 /* bytes */

/* "later alike=0.93 ...": what decided, and its figures; "" without a pair. */
void decision_evidence(
    const struct decision_row *, char text[static DECISION_EVIDENCE]);

/* A row of a stream of decisions. Errors stay in the FILE. */
void decision_print_row(FILE *, const struct decision_row *);
void decision_print_json(FILE *, const struct decision_row *);

/*
 * For people: every recording that was compared, and all evidence about the two,
 * in the order in which it counts; what decided is marked.
 */
void decision_print_table(
    FILE *, const struct decision *, const struct exhibit *);

#endif
