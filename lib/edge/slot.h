/*
 * slot.h - so many at a time, in all and of one kind: files that are locked
 *
 * A slot is free again when its descriptor is closed, however its holder ends.
 */

#ifndef SLOT_H
#define SLOT_H

#include <stdint.h>

/*
 * Take one of the n slots of that name in dir; whose says for whom, who may
 * have `each` of them, 0: all. Returns the descriptor, or -1 with errno EAGAIN
 * when there is none at the moment.
 */
int slot_take(const char *dir, const char *name, unsigned n, uint64_t whose,
    unsigned each);

#endif
