#include <stdlib.h>
#include <string.h>

#include "retrieval/pulled.h"

/* Whether the index has the recording of a row, and no other of its name. */
static int
has(struct index *ix, const struct pulled_row *row)
{
	struct segment_rec rec;
	uint32_t at;
	size_t i;
	int r = index_find(ix, row->id, &i, &at);

	if (r <= 0)
		return r;
	if (segment_rec(ix->segment[i], at, &rec) < 0)
		return -1;
	return rec.frames == row->frames && rec.n_postings == row->postings;
}

int
pulled_compare(struct pulled *here, const struct pulled *there,
    struct index *ix, struct idset *gone)
{
	const struct pulled_row *now;
	struct idset ids = { 0 };
	struct pulled_row row;
	size_t i, n = 0;
	int r = 0;

	for (i = 0; i < there->n; i++)
		idset_add(&ids, there->row[i].id);
	for (i = 0; i < here->n; i++) {
		row = here->row[i];
		now = pulled_find(there, row.doc);
		if (r >= 0)
			r = has(ix, &row);
		if (r > 0 && now != NULL && strcmp(now->seal, row.seal) == 0) {
			here->row[n++] = row;
			continue;
		}
		if (r > 0 && idset_add(&ids, row.id))
			idset_add(gone, row.id);
		free(row.id);
	}
	here->n = n;
	idset_release(&ids);
	return r < 0 ? -1 : 0;
}
