#include "retrieval/heard.h"
#include "base/sg.h"
#include "retrieval/align.h"

/* Half a unit of the grid: what rounding may have moved the ends by. */
static const double rounding = 0.5;

size_t
heard(struct heard **list, size_t *cap, const struct candidate *c,
    const struct fingerprint *clip, const struct recording *rec)
{
	const struct profile *p = c->segment->profile;
	double unit = (double)p->hop / p->time_div / p->rate, d;
	double middle = profile_frame_s(p, 0);
	double from = (c->q_from_s - middle) / unit - rounding;
	double to = (c->q_to_s - middle) / unit + rounding;
	struct align at = candidate_map(c);
	struct align_walk w = { &at, clip->peak, clip->n_peak, 0 };
	const struct peak *near;
	size_t n = 0, i;

	if (p->kind != PROFILE_SG1 || clip->n_peak == 0)
		return 0;
	i = align_first(&at, from - ALIGN_TIME, rec->peak, rec->n);
	for (; i < rec->n; i++) {
		if (rec->peak[i].time > at.a * (to + ALIGN_TIME) + at.b)
			break;
		near = align_nearest(
		    &w, &rec->peak[i], ALIGN_TIME, ALIGN_PITCH, &d);
		if (near == NULL || near->time < from || near->time > to)
			continue;
		*list = xgrow(*list, cap, n + 1, sizeof **list);
		(*list)[n++] = (struct heard) { near, &rec->peak[i] };
	}
	return n;
}
