#include <stdlib.h>

#include "base/sg.h"
#include "retrieval/clip.h"
#include "retrieval/crowd.h"
#include "signal/landmark.h"

/* sonicgen has peaks on another grid, and nothing is laid over them. */
static void
init_peaks(struct clip *c, const struct profile *pr)
{
	size_t n = pr->kind == PROFILE_SG1 ? c->fp.n_peak : 0;
	struct density density;

	c->profile = pr;
	density_init(&density, pr, c->fp.peak, n);
	c->chance = xreallocarray(NULL, n + 1, sizeof *c->chance);
	crowd_chances(c->chance, &density, c->fp.peak, n);
	density_release(&density);
	c->masking = (struct masking) { 0 };
	if (n > 0)
		masking_init(&c->masking, pr);
}

void
clip_init(
    struct clip *c, const struct profile *pr, const struct fingerprint *fp)
{
	c->fp = *fp;
	c->own = false;
	init_peaks(c, pr);
}

static void
reverse_peaks(struct fingerprint *to, const struct fingerprint *from)
{
	uint32_t end = from->n_peak > 0 ? from->peak[from->n_peak - 1].time : 0;
	size_t i;

	to->peak = xreallocarray(NULL, from->n_peak + 1, sizeof *to->peak);
	for (i = 0; i < from->n_peak; i++) {
		to->peak[i] = from->peak[i];
		to->peak[i].time = end - from->peak[i].time;
	}
	if (to->n_peak > 1)
		qsort(to->peak, to->n_peak, sizeof *to->peak, peak_order);
}

static void
reverse_hashes(struct fingerprint *to, const struct profile *pr,
    const struct fingerprint *from)
{
	uint32_t end = from->frames * pr->time_div, t;
	const struct landmark *l;

	to->mark = xreallocarray(NULL, from->n_mark + 1, sizeof *to->mark);
	to->n_mark = 0;
	for (l = from->mark; l < from->mark + from->n_mark; l++) {
		t = l->t_ref * pr->time_div + landmark_dt(pr, l->hash);
		if (t <= end)
			to->mark[to->n_mark++] = (struct landmark) {
				.t_ref = (end - t) / pr->time_div,
				.hash = landmark_reverse(pr, l->hash),
			};
	}
	if (to->n_mark > 1)
		qsort(to->mark, to->n_mark, sizeof *to->mark, landmark_order);
}

void
clip_reverse(
    struct clip *c, const struct profile *pr, const struct fingerprint *fp)
{
	c->fp = *fp;
	c->own = true;
	reverse_peaks(&c->fp, fp);
	reverse_hashes(&c->fp, pr, fp);
	init_peaks(c, pr);
}

void
clip_release(struct clip *c)
{
	if (c->own) {
		free(c->fp.peak);
		free(c->fp.mark);
	}
	masking_release(&c->masking);
	free(c->chance);
}
