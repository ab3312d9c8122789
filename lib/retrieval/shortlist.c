#include <string.h>

#include "retrieval/shortlist.h"

void
shortlist_keep(struct shortlist *s, const struct candidate *c)
{
	struct candidate new = *c;
	size_t i;

	for (i = 0; i < s->n; i++)
		if (strcmp(s->list[i].rec.id, c->rec.id) == 0)
			break;
	if (i < s->n) {
		if (s->list[i].score >= c->score)
			return;
		new.evalue = s->list[i].evalue;
	} else if (s->n < SHORTLIST_MAX) {
		s->n++;
	} else if (s->list[--i].score >= c->score) {
		return;
	}
	for (; i > 0 && s->list[i - 1].score < c->score; i--)
		s->list[i] = s->list[i - 1];
	s->list[i] = new;
}
