#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/sg.h"
#include "retrieval/align.h"
#include "retrieval/candidate.h"
#include "retrieval/coverage.h"

/* What a vote counts, in nats, where there are no peaks to look at. */
static const double vote_score = 3;

/* Tempi to try on each side of 1, 1.7 % apart, and places of each. */
enum {
	RETIME_STEPS = 24,
	RETIME_PLACES = 8
};

/* Two maps of one place differ by less. */
static const double same_place_s = 0.25;

static int
delta_order(const void *a, const void *b)
{
	const struct vote_hit *h = a, *k = b;

	if (h->delta != k->delta)
		return h->delta < k->delta ? -1 : 1;
	return (h->t > k->t) - (h->t < k->t);
}

static int
t_order(const void *a, const void *b)
{
	const struct vote_hit *h = a, *k = b;

	return (h->t > k->t) - (h->t < k->t);
}

/*
 * The hits of the window that fall into the recording of its middle hit: where
 * recordings meet on the timeline a window can touch two of them. Returns how
 * many, in order of delta; hit has room for w->n.
 */
static size_t
hits_of_one(const struct vote *v, const struct segment *seg,
    const struct vote_window *w, struct vote_hit *hit, uint32_t *row)
{
	uint32_t div = v->profile->time_div, pos;
	size_t i, n = 0;

	hit[0] = vote_hit(v, w->first + w->n / 2);
	pos = (uint32_t)((hit[0].delta + hit[0].t) / div);
	*row = segment_rec_at(seg, pos);
	for (i = 0; i < w->n; i++) {
		hit[n] = vote_hit(v, w->first + i);
		pos = (uint32_t)((hit[n].delta + hit[n].t) / div);
		n += segment_rec_at(seg, pos) == *row;
	}
	qsort(hit, n, sizeof *hit, delta_order);
	return n;
}

static uint32_t
count_times(const struct vote_hit *hit, size_t n)
{
	uint32_t votes = 1;
	size_t i;

	for (i = 1; i < n; i++)
		votes += hit[i].t != hit[i - 1].t;
	return votes;
}

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

/* The window's hits, all of one recording, in the order of delta. */
static int
judge(struct candidate *c, struct vote_hit *hit, size_t n,
    const struct warp *warp, const struct clip *clip, struct peak_cache *cache)
{
	const struct profile *p = c->segment->profile;
	struct align at = {
		.a = warp->time,
		.b = (double)hit[n / 2].delta -
		     (double)c->rec.base * p->time_div,
		.c = log2(warp->pitch) * p->pitch_div,
	};
	struct coverage cover;
	const struct peak *peak;
	size_t n_peak;

	qsort(hit, n, sizeof *hit, t_order);
	c->votes = count_times(hit, n);
	c->score = c->votes * vote_score;
	locate(c, p, &at, hit[0].t / warp->time, hit[n - 1].t / warp->time);
	if (!has_peaks(c, clip))
		return 0;
	if (peak_cache_get(cache, c->segment, c->row, &peak, &n_peak) < 0)
		return -1;
	align(&at, clip->fp.peak, clip->fp.n_peak, peak, n_peak);
	coverage(&cover, &at, clip, peak, n_peak);
	if (cover.heard > 0)
		candidate_take(c, &at, &cover);
	else
		c->score = 0;
	return 0;
}

int
candidate_init(struct candidate *c, const struct index *ix,
    const struct vote *v, const struct vote_window *w, const struct warp *warp,
    const struct clip *clip, struct peak_cache *cache)
{
	struct vote_hit *hit = xreallocarray(NULL, w->n, sizeof *hit);
	size_t n;
	int r = 1;

	c->segment = ix->segment[w->segment];
	c->evalue = INFINITY;
	c->placed = false;
	n = hits_of_one(v, c->segment, w, hit, &c->row);
	if (segment_dead(c->segment, c->row))
		r = 0;
	else if (segment_rec(c->segment, c->row, &c->rec) < 0 ||
		 judge(c, hit, n, warp, clip, cache) < 0)
		r = -1;
	free(hit);
	return r;
}

int
candidate_whole(struct candidate *c, const struct segment *s, uint32_t row)
{
	*c = (struct candidate) {
		.segment = s,
		.row = row,
		.evalue = INFINITY,
		.speed = 1,
		.pitch = 1,
	};
	return segment_rec(s, row, &c->rec);
}

struct align
candidate_map(const struct candidate *c)
{
	const struct profile *p = c->segment->profile;
	double unit = (double)p->hop / p->time_div / p->rate;
	double middle = profile_frame_s(p, 0);

	return (struct align) {
		.a = c->speed,
		.b = (c->offset_s - middle * (1 - c->speed)) / unit,
		.c = log2(c->pitch) * p->pitch_div,
	};
}

/* Do they mean the same place? The rounds of a loop lie further apart. */
static bool
same_place(const struct candidate *c, const struct candidate *d)
{
	double middle = (c->q_from_s + c->q_to_s) / 2;

	return fabs(c->offset_s + c->speed * middle - d->offset_s -
		    d->speed * middle) < same_place_s;
}

ptrdiff_t
candidate_places(const struct candidate *c, const struct clip *clip,
    struct peak_cache *cache, struct candidate *out, size_t max)
{
	struct place place[PLACES_MAX];
	struct align like = { .a = c->speed };
	struct candidate other = *c;
	const struct peak *peak;
	size_t n_peak, n, i;
	ptrdiff_t found = 0;

	out[found++] = *c;
	if (!has_peaks(c, clip))
		return found;
	like.c = log2(c->pitch) * c->segment->profile->pitch_div;
	if (peak_cache_get(cache, c->segment, c->row, &peak, &n_peak) < 0)
		return -1;
	n = places(place, max > 1 ? max : 16, &like, clip, peak, n_peak);
	for (i = 0; i < n; i++) {
		if (place[i].cover.heard == 0)
			break;
		candidate_take(&other, &place[i].at, &place[i].cover);
		if (same_place(&other, c))
			continue;
		if (other.score > out[0].score && max == 1)
			out[0] = other;
		else if ((size_t)found < max)
			out[found++] = other;
	}
	return found;
}

int
candidate_retime(
    struct candidate *c, const struct clip *clip, struct peak_cache *cache)
{
	struct align like = { 0 };
	struct place place[RETIME_PLACES];
	struct candidate other = *c;
	const struct peak *peak;
	size_t n_peak;
	int i;

	if (!has_peaks(c, clip))
		return 0;
	like.c = log2(c->pitch) * c->segment->profile->pitch_div;
	if (peak_cache_get(cache, c->segment, c->row, &peak, &n_peak) < 0)
		return -1;
	for (i = -RETIME_STEPS; i <= RETIME_STEPS; i++) {
		like.a = exp(i * log(WARP_TIME_MAX) / RETIME_STEPS);
		if (places(place, RETIME_PLACES, &like, clip, peak, n_peak) ==
			0 ||
		    place[0].cover.score <= other.score)
			continue;
		candidate_take(&other, &place[0].at, &place[0].cover);
	}
	*c = other;
	return 0;
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
