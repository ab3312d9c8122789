#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/sg.h"
#include "retrieval/exhibit.h"

static double
seconds(const struct profile *p, uint32_t frames)
{
	return (double)frames * p->hop / p->rate;
}

void
exhibit_init(
    struct exhibit *e, const struct profile *p, const struct fingerprint *fp)
{
	size_t i;

	*e = (struct exhibit) {
		.id = xstrdup(fp->id),
		.landmarks = (uint32_t)fp->n_mark,
		.length_s = seconds(p, fp->frames),
		.copies = -1,
	};
	e->peak = xreallocarray(NULL, fp->n_peak + 1, sizeof *e->peak);
	for (i = 0; i < fp->n_peak; i++)
		if (fp->peak[i].rank < p->store_rank)
			e->peak[e->n_peak++] = fp->peak[i];
}

int
exhibit_find(struct exhibit *e, struct index *ix, const char *id)
{
	const struct segment *s;
	struct segment_rec rec;
	uint32_t row;
	size_t i;
	int r;

	*e = (struct exhibit) { .stored = true, .copies = -1 };
	if ((r = index_find(ix, id, &i, &row)) <= 0)
		return r;
	s = ix->segment[i];
	if (segment_rec(s, row, &rec) == 0) {
		e->id = xstrdup(rec.id);
		e->n_peak = rec.n_peaks;
		e->landmarks = rec.n_postings;
		e->length_s = seconds(ix->profile, rec.frames);
		if (rec.published != NULL)
			e->published = xstrdup(rec.published);
		e->peak = xreallocarray(NULL, e->n_peak + 1, sizeof *e->peak);
		if (segment_peaks(s, row, e->peak) == 0)
			return 1;
	}
	snprintf(ix->err, sizeof ix->err,
	    "%s: damaged: row %u (sg-index check)", s->name, row);
	return -1;
}

void
exhibit_release(struct exhibit *e)
{
	free(e->id);
	free(e->peak);
	free(e->published);
	free(e->original);
	*e = (struct exhibit) { 0 };
}
