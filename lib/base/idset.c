#include <stdlib.h>
#include <string.h>

#include "base/idset.h"
#include "base/sg.h"

/* The slot of id: where it is, or where it goes. */
static size_t
slot_of(const struct idset *s, const char *id)
{
	uint32_t h = 0x811c9dc5; /* FNV-1a */
	const char *p;
	size_t i;

	for (p = id; *p != '\0'; p++)
		h = (h ^ (unsigned char)*p) * 0x01000193;
	for (i = h & (s->slots - 1);
	     s->slot[i] != 0 && strcmp(s->id[s->slot[i] - 1], id) != 0;
	     i = (i + 1) & (s->slots - 1))
		;
	return i;
}

static void
widen(struct idset *s)
{
	size_t i;

	s->slots = s->slots > 0 ? 2 * s->slots : 64;
	s->slot = xreallocarray(s->slot, s->slots, sizeof *s->slot);
	memset(s->slot, 0, s->slots * sizeof *s->slot);
	for (i = 0; i < s->n; i++)
		s->slot[slot_of(s, s->id[i])] = (uint32_t)i + 1;
}

bool
idset_add(struct idset *s, const char *id)
{
	size_t i;

	if (2 * s->n >= s->slots) /* half empty, or walks grow long */
		widen(s);
	i = slot_of(s, id);
	if (s->slot[i] != 0)
		return false;
	s->id = xgrow(s->id, &s->cap, s->n + 1, sizeof *s->id);
	s->id[s->n++] = xstrdup(id);
	s->slot[i] = (uint32_t)s->n;
	return true;
}

void
idset_release(struct idset *s)
{
	size_t i;

	for (i = 0; i < s->n; i++)
		free(s->id[i]);
	free(s->id);
	free(s->slot);
	*s = (struct idset) { 0 };
}
