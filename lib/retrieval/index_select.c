#include <stdlib.h>
#include <string.h>

#include "base/sg.h"
#include "retrieval/index_select.h"

bool **
index_select(struct index *ix, char *const *id, size_t n, bool *absent)
{
	bool **wanted;
	size_t i, k, rows;
	uint32_t row;
	int r;

	wanted = xreallocarray(NULL, ix->n_segment + 1, sizeof *wanted);
	for (i = 0; i < ix->n_segment; i++) {
		rows = (size_t)segment_recordings(ix->segment[i]) + 1;
		wanted[i] = xreallocarray(NULL, rows, sizeof **wanted);
		memset(wanted[i], 0, rows * sizeof **wanted);
	}
	for (k = 0; k < n; k++) {
		if ((r = index_find(ix, id[k], &i, &row)) < 0) {
			index_select_free(ix, wanted);
			return NULL;
		}
		absent[k] = r == 0;
		if (r > 0)
			wanted[i][row] = true;
	}
	return wanted;
}

void
index_select_free(const struct index *ix, bool **wanted)
{
	size_t i;

	for (i = 0; wanted != NULL && i < ix->n_segment; i++)
		free(wanted[i]);
	free(wanted);
}
