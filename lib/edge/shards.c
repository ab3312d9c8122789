#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/crc32c.h"
#include "base/sg.h"
#include "base/threads.h"
#include "edge/mirror.h"
#include "edge/pg.h"
#include "edge/shards.h"

struct shard {
	const char *where, *cache;
	const struct profile *profile;
	struct mirror mirror; /* of a database */
	struct index ix;
	bool open, again;
	char *why; /* shards.why */
};

size_t
shards_of(const char *id, size_t n)
{
	uint64_t key = crc32c(0, id, strlen(id));
	double next = 0;
	size_t at = 0;

	while (next < (double)n) {
		at = (size_t)next;
		key = key * 2862933555777941757u + 1;
		next = (double)(at + 1) * (0x1p31 / (double)((key >> 33) + 1));
	}
	return at;
}

static int
follow(struct shard *s)
{
	if (mirror_follow(&s->mirror, s->cache, s->where, s->profile) == 0)
		return 0;
	snprintf(s->why, sizeof s->mirror.err, "%s", s->mirror.err);
	s->again = s->mirror.again;
	return -1;
}

static void
open_one(void *arg, size_t i, unsigned who)
{
	struct shard *s = (struct shard *)arg + i;
	const char *dir = s->where;

	(void)who;
	if (pg_is_url(s->where)) {
		if (follow(s) < 0)
			return;
		dir = s->mirror.dir;
	}
	if (index_open(&s->ix, dir) < 0) {
		snprintf(s->why, sizeof s->ix.err, "%s", s->ix.err);
		return;
	}
	s->open = s->ix.profile == s->profile;
	if (s->open)
		return;
	snprintf(s->why, sizeof s->ix.err,
	    "want profile %s of the index %.300s, got %s of the clip",
	    s->ix.profile->name, dir, s->profile->name);
	index_close(&s->ix);
}

/* All that are open as one; 0, or -1 when one is missing that must not be. */
static int
gather(struct shards *s, struct shard *shard)
{
	const char *why = NULL;
	size_t i;

	for (i = 0; i < s->n; i++) {
		if (!shard[i].open) {
			s->again = s->again || shard[i].again;
			why = why != NULL ? why : shard[i].why;
		} else if (s->there++ == 0) {
			s->ix = shard[i].ix;
		} else {
			index_join(&s->ix, &shard[i].ix);
		}
	}
	if (why == NULL || (s->partial && s->there > 0))
		return 0;
	memcpy(s->err, why, sizeof s->err);
	if (s->there > 0)
		index_close(&s->ix);
	return -1;
}

int
shards_open(struct shards *s, const char *const *where, size_t n,
    const char *cache, const struct profile *p)
{
	struct shard *shard = xreallocarray(NULL, n, sizeof *shard);
	size_t i;
	int r;

	*s = (struct shards) { .n = n, .partial = s->partial };
	for (i = 0; i < n; i++)
		shard[i] = (struct shard) {
			.where = where[i],
			.cache = cache,
			.profile = p,
			.why = s->why[i],
		};
	threads_run((unsigned)n, n, open_one, shard);
	r = gather(s, shard);
	if (r == 0 && n == 1 && shard[0].mirror.as_of != NULL)
		s->as_of = xstrdup(shard[0].mirror.as_of);
	for (i = 0; i < n; i++)
		mirror_release(&shard[i].mirror);
	free(shard);
	return r;
}

void
shards_close(struct shards *s)
{
	index_close(&s->ix);
	free(s->as_of);
}
