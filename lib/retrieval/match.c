#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/sg.h"
#include "base/threads.h"
#include "retrieval/match.h"
#include "retrieval/ratio.h"
#include "retrieval/recording.h"
#include "retrieval/tier.h"

/*
 * The tiers of a search. A clip that is clear is found at a glance, by its
 * strongest peaks; if that does not tell beyond doubt, all are asked for and
 * whole recordings gone through: the quiet peaks are what a voice leaves of the
 * music. Warps are many, so each is asked for with few peaks.
 */
enum {
	MILLION = 1000000
};

static const struct tier tiers[] = {
	{ WARP_NONE, 3, 3, false, 8, 8, 0, 0, 0, 0, 0, 2 },
	{ WARP_NONE, 5, 8, false, 16, 16, 0, 0, 0, 0, 0, 2 },
	{ WARP_NONE, 10, 20, true, 128, 128, SHORTLIST_MAX, 256, 6 * MILLION,
	    24 * MILLION, 1, 3 },
	{ WARP_AXES, 5, 8, false, 16, 128, SHORTLIST_MAX, 256, 6 * MILLION,
	    64 * MILLION, 8, 12 },
	{ WARP_FULL, 5, 7, false, 8, 128, SHORTLIST_MAX, 0, 0, 0, 16, 12 },
};

enum {
	TIERS = sizeof tiers / sizeof *tiers
};

/* The first that knows what chance gives. */
static const struct tier *const exact = &tiers[2];

void
match_init(struct match *m, const struct index *ix, double max_evalue,
    size_t max_n, enum warp_range range)
{
	*m = (struct match) {
		.index = ix,
		.max_evalue = max_evalue,
		.max_n = max_n,
		.tests = 1,
		.range = range,
		.threads = threads_online(),
	};
	m->list = xreallocarray(NULL, SHORTLIST_MAX, sizeof *m->list);
	m->mirrored = xreallocarray(NULL, SHORTLIST_MAX, sizeof *m->mirrored);
}

void
match_init_as(struct match *m, const struct match *as)
{
	match_init(m, as->index, as->max_evalue, as->max_n, as->range);
	m->tests = as->tests;
	m->all_places = as->all_places;
	m->ratio = as->ratio;
	m->quick = as->quick;
	m->threads = as->threads;
}

/* Every place of each recording that is as significant as is wanted. */
static int
list_places(struct match *m, const struct clip *clip)
{
	struct candidate *all = NULL, place[PLACES_MAX], *c;
	size_t n = 0, cap = 0, found, i, k;
	struct recording rec = { 0 };

	for (i = 0; i < m->n; i++) {
		c = &m->list[i];
		if (recording_read(&rec, c->segment, c->row) < 0)
			break;
		found = candidate_places(c, clip, &rec, place, PLACES_MAX);
		all = xgrow(all, &cap, n + found, sizeof *all);
		for (k = 0; k < found; k++) {
			place[k].evalue =
			    c->evalue *
			    exp(c->slope * (c->score - place[k].score));
			if (place[k].evalue <= m->max_evalue)
				all[n++] = place[k];
		}
	}
	recording_release(&rec);
	if (i < m->n) {
		free(all);
		snprintf(m->err, sizeof m->err,
		    "a damaged segment (sg-index check tells which)");
		return -1;
	}
	if (n > 1)
		qsort(all, n, sizeof *all, candidate_order);
	m->n = n < m->max_n ? n : m->max_n;
	if (m->n > 0)
		memcpy(m->list, all, m->n * sizeof *all);
	free(all);
	return 0;
}

/*
 * Is the tier still to be searched? A candidate that is significant, but not
 * beyond doubt, may be the chorus at the wrong speed.
 */
static bool
wanted(const struct match *m, const struct tier *tier)
{
	if (m->quick)
		return tier < exact;
	return m->n == 0 || m->list[0].evalue > MATCH_CERTAIN;
}

int
match_clip(struct match *m, const struct fingerprint *fp)
{
	const struct profile *p = m->index->profile;
	bool peaks = p->kind == PROFILE_SG1 && fp->n_peak > 0;
	struct clip clip, back = { 0 };
	const struct tier *t;
	int r = 0;

	m->n = 0;
	m->lookups = m->hits = m->skipped = m->looked = 0;
	if (m->ratio > 0)
		return ratio_clip(m, fp);
	clip_init(&clip, p, fp);
	for (t = tiers; t < tiers + TIERS && r == 0 && wanted(m, t); t++) {
		/* hashes alone are asked for once, and not at a glance */
		if (!peaks && t != exact)
			continue;
		if (t->range > m->range)
			continue;
		if (t == exact && !m->mapped) {
			index_map(m->index, m->threads);
			m->mapped = true;
		}
		if (t->every > 0 && back.profile == NULL)
			clip_reverse(&back, p, fp);
		r = tier_search(m, t, &clip, &back);
	}
	if (r == 0 && m->all_places && m->n > 0)
		r = list_places(m, &clip);
	if (m->n > m->max_n)
		m->n = m->max_n;
	if (back.profile != NULL)
		clip_release(&back);
	clip_release(&clip);
	return r;
}

void
match_release(struct match *m)
{
	free(m->list);
	free(m->mirrored);
	m->list = m->mirrored = NULL;
}
