#include <stdio.h>

#include "edge/stored.h"
#include "retrieval/index_merge.h"

int
stored_fail(struct stored *s, const char *why, bool again)
{
	snprintf(s->err, sizeof s->err, "%s", why);
	s->again = again;
	return -1;
}

void
stored_merge(struct stored *s, const char *dir)
{
	index_merge(dir, false, s->unmerged, sizeof s->unmerged);
}
