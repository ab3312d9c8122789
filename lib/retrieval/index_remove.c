#include <stdio.h>

#include "retrieval/index_change.h"
#include "retrieval/index_merge.h"

/* Kill the live recording of an id: 1; 0 when there is none; -1. */
static int
remove_one(struct index_change *c, const char *id)
{
	uint32_t row;
	size_t i;
	int r;

	for (i = 0; i < c->manifest.n; i++) {
		if ((r = segment_find(c->segment[i], id, &row)) < 0) {
			snprintf(c->err, sizeof c->err,
			    "%.200s: %s: damaged (sg-index check)", c->dir,
			    c->segment[i]->name);
			return -1;
		}
		if (r > 0)
			return index_change_kill(c, i, row) < 0 ? -1 : 1;
	}
	return 0;
}

int
index_remove(const char *dir, char *const *id, size_t n, bool *absent,
    char *err, size_t err_size)
{
	struct index_change c;
	size_t i;
	int r;

	r = index_change_begin(&c, dir, NULL);
	for (i = 0; r >= 0 && i < n; i++) {
		r = remove_one(&c, id[i]);
		absent[i] = r == 0;
	}
	if (r >= 0)
		r = index_change_commit(&c);
	if (r < 0)
		snprintf(err, err_size, "%s", c.err);
	index_change_end(&c);
	return r < 0 ? -1 : 0;
}
