#include <string.h>

#include "retrieval/index.h"
#include "retrieval/index_check.h"
#include "retrieval/index_manifest.h"

/* The MANIFEST counts live recordings; so do we. */
static void
check_counts(const struct index *ix, size_t i, struct findings *f)
{
	const struct segment *s = ix->segment[i];
	const struct manifest_row *r = &ix->row[i];
	uint64_t recordings = 0, postings = 0, frames = 0;
	struct segment_rec rec;
	uint32_t row;

	for (row = 0; row < s->recordings; row++) {
		if (segment_dead(s, row) || segment_rec(s, row, &rec) < 0)
			continue;
		recordings++;
		postings += rec.n_postings;
		frames += rec.frames;
	}
	if (recordings != r->recordings || postings != r->postings ||
	    frames != r->frames || s->n_dead != r->deleted)
		finding(f, "MANIFEST", "%s: the counts are not the segment's",
		    s->name);
}

/* Live ids of segment i that a later one has, too. */
static void
check_unique(const struct index *ix, size_t i, struct findings *f)
{
	const struct segment *s = ix->segment[i];
	struct segment_rec rec;
	uint32_t row, found;
	size_t k;

	for (row = 0; row < s->recordings; row++) {
		if (segment_dead(s, row) || segment_rec(s, row, &rec) < 0)
			continue;
		for (k = i + 1; k < ix->n_segment; k++)
			if (segment_find(ix->segment[k], rec.id, &found) > 0)
				finding(f, s->name, "'%s' is in %s, too",
				    rec.id, ix->segment[k]->name);
	}
}

unsigned
index_check(const char *dir, struct findings *f)
{
	struct index ix;
	size_t i;

	if (index_open(&ix, dir) < 0) {
		f->say(f->arg, NULL, ix.err);
		return ++f->n;
	}
	for (i = 0; i < ix.n_segment; i++)
		segment_check(ix.segment[i], f);
	for (i = 0; f->n == 0 && i < ix.n_segment; i++) {
		check_counts(&ix, i, f);
		check_unique(&ix, i, f);
	}
	index_close(&ix);
	return f->n;
}
