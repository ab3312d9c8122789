/* idset.h - a set of short strings, in the order in which they came */

#ifndef IDSET_H
#define IDSET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct idset {
	char **id; /* n of them; owned */
	size_t n, cap;
	uint32_t *slot; /* 1 + place in id, 0 for none; slots of them */
	size_t slots;
};

/* Add a copy of id. Returns false when it was there already. */
bool idset_add(struct idset *, const char *id);

void idset_release(struct idset *);

#endif
