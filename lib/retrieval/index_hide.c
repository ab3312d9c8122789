#include <string.h>

#include "base/id.h"
#include "base/num.h"
#include "retrieval/index_hide.h"
#include "retrieval/segment_dead.h"

/* The id of the recording that a window was cut from; 0 when it is no window. */
static size_t
window_of(const char *query, char id[static ID_MAX + 1])
{
	const char *at = strrchr(query, '@');
	double seconds;

	if (at == NULL || num_real(at + 1, 0, 1e9, &seconds) < 0)
		return 0;
	memcpy(id, query, (size_t)(at - query));
	id[at - query] = '\0';
	return (size_t)(at - query);
}

int
index_hide(struct index *ix, const char *query, struct index_hidden *h)
{
	char id[ID_MAX + 1];
	size_t segment;
	int r;

	*h = (struct index_hidden) { 0 };
	r = index_find(ix, query, &segment, &h->row);
	if (r == 0 && window_of(query, id) > 0)
		r = index_find(ix, id, &segment, &h->row);
	if (r <= 0)
		return r;
	h->segment = ix->segment[segment];
	segment_kill(h->segment, h->row);
	return 0;
}

void
index_reveal(struct index_hidden *h)
{
	if (h->segment != NULL)
		segment_revive(h->segment, h->row);
	h->segment = NULL;
}
