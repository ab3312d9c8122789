#include <math.h>

#include "retrieval/trace.h"

enum {
	ROUNDS = 24
};

/* How far beyond the stretch is looked, at least, and at most of its length. */
static const double reach_s = 6, reach_share = 0.5;

/* What does not grow by more has ended. */
static const double grown_s = 0.3;

/* The peaks of the query between two times on the grid. */
static struct fingerprint
part(const struct fingerprint *fp, double from, double to)
{
	struct fingerprint out = *fp;
	size_t lo = 0, hi = fp->n_peak, mid, end;

	while (lo < hi) {
		mid = (lo + hi) / 2;
		if (fp->peak[mid].time < from)
			lo = mid + 1;
		else
			hi = mid;
	}
	for (end = lo; end < fp->n_peak && fp->peak[end].time <= to;)
		end++;
	out.peak = fp->peak + lo;
	out.n_peak = end - lo;
	return out;
}

/* Fit once more; how much longer it became, in seconds. */
static double
extend(struct candidate *c, const struct fingerprint *query,
    const struct peak *peak, size_t n_peak)
{
	const struct profile *p = c->segment->profile;
	double unit = (double)p->hop / p->time_div / p->rate;
	double from = c->q_from_s, to = c->q_to_s, reach;
	double middle = profile_frame_s(p, 0);
	struct align at = candidate_map(c);
	struct coverage cover;
	struct fingerprint fp;
	struct clip clip;

	reach = fmax(reach_s, reach_share * (to - from));
	fp = part(query, (from - reach - middle) / unit,
	    (to + reach - middle) / unit);
	clip_init(&clip, p, &fp);
	align(&at, fp.peak, fp.n_peak, peak, n_peak);
	coverage(&cover, &at, &clip, peak, n_peak);
	clip_release(&clip);
	if (cover.score <= 0.8 * c->score)
		return 0;
	candidate_take(c, &at, &cover);
	return fmax(from - c->q_from_s, c->q_to_s - to);
}

int
trace(
    struct candidate *c, const struct fingerprint *query, struct recording *rec)
{
	int i;

	if (!c->rec.has_peaks || query->n_peak == 0)
		return 0;
	if (recording_read(rec, c->segment, c->row) < 0)
		return -1;
	for (i = 0; i < ROUNDS; i++)
		if (extend(c, query, rec->peak, rec->n) < grown_s)
			break;
	return 0;
}
