/* spool.h - the whole of a pipe in a file without a name */

#ifndef SPOOL_H
#define SPOOL_H

#include <stdint.h>

#include "edge/input.h"

/*
 * Copy the input into a new file in the directory dir, which nobody else can
 * see and which goes when it is closed. Returns its descriptor, at byte 0, or
 * -1 with in->err set: no room, more than max bytes.
 */
int spool(struct input *in, const char *dir, uint64_t max);

#endif
