#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/sg.h"
#include "retrieval/align.h"
#include "retrieval/candidate.h"
#include "retrieval/coverage.h"
#include "retrieval/warp.h"

/* What a vote counts, in nats, where there are no peaks to look at. */
static const double vote_score = 3;

/* Tempi to try on each side of 1, 1.7 % apart, and places of each. */
enum {
	RETIME_STEPS = 24,
	RETIME_PLACES = 8,
	PLACES_TRIED = 16 /* for the best one */
};

/* Two maps of one place differ by less. */
static const double same_place_s = 0.25;

/* From the map and its reach, on the grid, to seconds. */
static void
locate(struct candidate *c, const struct profile *p, const struct align *at,
    double from, double to)
{
	double unit = (double)p->hop / p->time_div / p->rate;
	double middle = profile_frame_s(p, 0);

	c->speed = at->a;
	c->pitch = p->pitch_div > 0 ? exp2(at->c / p->pitch_div) : 1;
	/* a peak stands for the middle of its frame's window */
	c->offset_s = at->b * unit + middle * (1 - at->a);
	c->q_from_s = from * unit + middle;
	c->q_to_s = to * unit + middle;
	c->ref_from_s = c->q_from_s * at->a + c->offset_s;
	c->ref_to_s = c->q_to_s * at->a + c->offset_s;
}

/* May peaks say more than votes do? */
static bool
has_peaks(const struct candidate *c, const struct clip *clip)
{
	return c->segment->profile->kind == PROFILE_SG1 && c->rec.has_peaks &&
	       clip->fp.n_peak > 0;
}

void
candidate_take(
    struct candidate *c, const struct align *at, const struct coverage *cover)
{
	c->score = cover->score;
	locate(c, c->segment->profile, at, cover->from, cover->to);
}

int
candidate_init(struct candidate *c, const struct nominee *from,
    const struct clip *clip, const struct recording *rec)
{
	struct align at = from->map;
	struct coverage cover;

	*c = (struct candidate) {
		.segment = rec->segment,
		.row = from->row,
		.votes = from->votes,
		/* what peaks named is the best place already */
		.placed = from->votes == 0,
		.score = from->votes * vote_score,
		.evalue = INFINITY,
		.rec = rec->rec,
	};
	locate(c, c->segment->profile, &at, from->from, from->to);
	if (!has_peaks(c, clip))
		return c->score > 0;
	align(&at, clip->fp.peak, clip->fp.n_peak, rec->peak, rec->n);
	coverage(&cover, &at, clip, rec->peak, rec->n);
	if (cover.heard == 0)
		return 0;
	candidate_take(c, &at, &cover);
	return 1;
}

struct align
candidate_map(const struct candidate *c)
{
	return align_of(c->segment->profile, c->offset_s, c->speed, c->pitch);
}

/* Do they mean the same place? The rounds of a loop lie further apart. */
static bool
same_place(const struct candidate *c, const struct candidate *d)
{
	double middle = (c->q_from_s + c->q_to_s) / 2;

	return fabs(c->offset_s + c->speed * middle - d->offset_s -
		    d->speed * middle) < same_place_s;
}

size_t
candidate_places(const struct candidate *c, const struct clip *clip,
    const struct recording *rec, struct candidate *out, size_t max)
{
	struct place place[PLACES_MAX];
	struct align like = { .a = c->speed };
	struct candidate other = *c;
	size_t n, i, found = 0;

	out[found++] = *c;
	if (!has_peaks(c, clip))
		return found;
	like.c = log2(c->pitch) * c->segment->profile->pitch_div;
	n = places(place, max > 1 ? max : PLACES_TRIED, &like, clip, rec->peak,
	    rec->n);
	for (i = 0; i < n; i++) {
		if (place[i].cover.heard == 0)
			break;
		candidate_take(&other, &place[i].at, &place[i].cover);
		if (same_place(&other, c))
			continue;
		if (other.score > out[0].score && max == 1)
			out[0] = other;
		else if (found < max)
			out[found++] = other;
	}
	return found;
}

void
candidate_retime(
    struct candidate *c, const struct clip *clip, const struct recording *rec)
{
	struct align like = { 0 };
	struct place place[RETIME_PLACES];
	struct candidate other = *c;
	int i;

	if (!has_peaks(c, clip))
		return;
	like.c = log2(c->pitch) * c->segment->profile->pitch_div;
	for (i = -RETIME_STEPS; i <= RETIME_STEPS; i++) {
		like.a = exp(i * log(WARP_TIME_MAX) / RETIME_STEPS);
		if (places(place, RETIME_PLACES, &like, clip, rec->peak,
			rec->n) == 0 ||
		    place[0].cover.score <= other.score)
			continue;
		candidate_take(&other, &place[0].at, &place[0].cover);
	}
	*c = other;
}

int
candidate_order(const void *a, const void *b)
{
	const struct candidate *c = a, *d = b;

	if (c->evalue != d->evalue)
		return c->evalue < d->evalue ? -1 : 1;
	if (c->score != d->score)
		return c->score > d->score ? -1 : 1;
	return strcmp(c->rec.id, d->rec.id);
}
