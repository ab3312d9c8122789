#include <math.h>

#include "retrieval/coverage.h"

/*
 * The share of its peaks that a recording is expected to leave in a clip: low,
 * as it is to be recognised under louder sound. Where the stretch ends is then
 * told with most of the share that was heard: a clear recording that is not
 * heard for a moment has ended.
 */
static const double found_share = 0.2, extent_share = 0.8;
static const double extent_min = 0.3, extent_max = 0.8;

/* The chance of a hit in the emptiest corner of a clip. */
static const double chance_min = 0.002;

/*
 * By chance the squared distance of a hit, as a share of the ellipse's, is
 * anything between 0 and 1. Of peaks that are heard it falls exponentially,
 * so steeply (mean 0.05 in clean clips, 0.27 under pink noise 6 dB louder).
 */
static const double nearness = 4;

static const double ellipse = 3.14159265 * ALIGN_TIME * ALIGN_PITCH;

/* The best stretch, when the recording leaves `share` of its peaks. */
static void
best_stretch(struct coverage *best, const struct align *at,
    const struct clip *clip, const struct peak *rec, size_t n_rec, double share)
{
	const struct fingerprint *fp = &clip->fp;
	struct align_walk w = { at, fp->peak, fp->n_peak, 0 };
	double end = at->a * fp->peak[fp->n_peak - 1].time + at->b;
	struct coverage here = { 0 };
	const struct peak *p;
	double chance, near, d;
	size_t i;

	*best = here;
	for (i = align_first(at, fp->peak[0].time, rec, n_rec);
	     i < n_rec && rec[i].time <= end; i++) {
		p = align_nearest(&w, &rec[i], ALIGN_TIME, ALIGN_PITCH, &d);
		if (p == NULL) {
			here.score += log1p(-share);
			here.peaks++;
			if (here.score <= 0)
				here = (struct coverage) { 0 };
			continue;
		}
		chance = chance_min + ellipse * density_at(&clip->density,
						    p->time, p->pitch);
		if (chance > 0.9)
			chance = 0.9;
		if (here.heard == 0)
			here.from = p->time;
		here.to = p->time;
		here.heard++;
		here.peaks++;
		near = nearness * exp(-nearness * d) / -expm1(-nearness);
		here.score +=
		    log((near * share + chance * (1 - share)) / chance);
		if (here.score > best->score)
			*best = here;
	}
}

void
coverage(struct coverage *c, const struct align *at, const struct clip *clip,
    const struct peak *rec, size_t n_rec)
{
	struct coverage extent;
	double share;

	*c = (struct coverage) { 0 };
	if (clip->fp.n_peak == 0)
		return;
	best_stretch(c, at, clip, rec, n_rec, found_share);
	if (c->heard == 0)
		return;
	share = extent_share * (double)c->heard / (double)c->peaks;
	share = fmin(fmax(share, extent_min), extent_max);
	best_stretch(&extent, at, clip, rec, n_rec, share);
	if (extent.heard > 0) {
		extent.score = c->score;
		*c = extent;
	}
}
