#include <stdlib.h>
#include <string.h>

#include "base/sg.h"
#include "retrieval/peak_cache.h"

/* A slot holds what was asked for last; all together at most 64 MiB. */
enum {
	SLOTS = 4096,
	PEAKS_MAX = (64 << 20) / sizeof(struct peak)
};

void
peak_cache_init(struct peak_cache *c)
{
	c->slot = xreallocarray(NULL, SLOTS, sizeof *c->slot);
	memset(c->slot, 0, SLOTS * sizeof *c->slot);
	c->peaks = 0;
}

static void
empty(struct peak_cache *c, struct peak_cache_slot *s)
{
	c->peaks -= s->n;
	free(s->peak);
	memset(s, 0, sizeof *s);
}

static struct peak_cache_slot *
slot_of(struct peak_cache *c, const struct segment *seg, uint32_t row)
{
	uint64_t h = ((uint64_t)(uintptr_t)seg >> 4) * 31 + row;

	return &c->slot[(h * UINT64_C(0x9E3779B97F4A7C15)) >> 52];
}

int
peak_cache_get(struct peak_cache *c, const struct segment *seg, uint32_t row,
    const struct peak **p, size_t *n)
{
	struct peak_cache_slot *s = slot_of(c, seg, row);
	struct segment_rec rec;
	size_t i;

	if (s->segment != seg || s->row != row) {
		empty(c, s);
		if (segment_rec(seg, row, &rec) < 0)
			return -1;
		for (i = 0; i < SLOTS && c->peaks + rec.n_peaks > PEAKS_MAX;
		     i++)
			empty(c, &c->slot[i]);
		s->peak = xreallocarray(
		    NULL, (size_t)rec.n_peaks + 1, sizeof *s->peak);
		if (rec.n_peaks > 0 && segment_peaks(seg, row, s->peak) < 0) {
			empty(c, s);
			return -1;
		}
		s->segment = seg;
		s->row = row;
		s->n = rec.n_peaks;
		c->peaks += s->n;
	}
	*p = s->peak;
	*n = s->n;
	return 0;
}

void
peak_cache_release(struct peak_cache *c)
{
	size_t i;

	for (i = 0; i < SLOTS; i++)
		free(c->slot[i].peak);
	free(c->slot);
	c->slot = NULL;
}
