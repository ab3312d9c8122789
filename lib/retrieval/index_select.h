/*
 * index_select.h - some of an index's recordings, by id
 */

#ifndef INDEX_SELECT_H
#define INDEX_SELECT_H

#include "retrieval/index.h"

/*
 * wanted[segment][row] for the live recordings of n ids; absent[i] says of
 * id[i] that there is none. NULL with ix->err set on failure. Released by
 * index_select_free() before the index is closed.
 */
bool **index_select(struct index *ix, char *const *id, size_t n, bool *absent);

void index_select_free(const struct index *, bool **wanted);

#endif
