/*
 * index_check.h - every byte and every promise of an index
 */

#ifndef INDEX_CHECK_H
#define INDEX_CHECK_H

#include "retrieval/segment_check.h"

/*
 * Report what is wrong with the index of a directory: what segment_check()
 * finds, what the MANIFEST says otherwise, live recordings of one id.
 * Returns the number of findings; none: 0.
 */
unsigned index_check(const char *dir, struct findings *);

#endif
