#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/sg.h"
#include "base/sort.h"
#include "retrieval/query.h"
#include "signal/landmark.h"

static void
push(struct query *q, uint32_t hash, uint32_t t)
{
	if (hash == LANDMARK_NONE)
		return;
	q->mark = xgrow(q->mark, &q->cap, q->n + 1, sizeof *q->mark);
	q->mark[q->n++] = (uint64_t)hash << 32 | t;
}

/* The neighbour of x / step on the side to which it leans, as a new x. */
static int32_t
lean(int32_t x, uint32_t step)
{
	int32_t s = (int32_t)step, rest = ((x + s / 2) % s + s) % s - s / 2;

	return rest > 0 ? x + s : x - s;
}

static void
push_near(struct query *q, const struct landmark_point *at, uint32_t t)
{
	const struct profile *p = q->profile;
	struct landmark_point probe;
	int part;

	for (part = 0; part < 5; part++) {
		probe = *at;
		if (part == 0)
			probe.pitch = lean(at->pitch, p->df_step);
		else if (part == 1)
			probe.df1 = lean(at->df1, p->df_step);
		else if (part == 2)
			probe.df2 = lean(at->df2, p->df_step);
		else if (part == 3)
			probe.dt1 = lean(at->dt1, p->dt_step);
		else
			probe.dt2 = lean(at->dt2, p->dt_step);
		push(q, landmark_hash(p, &probe), t);
	}
}

/*
 * A copy of the clip's peaks of low rank as the recording has them. Returns
 * how many; in order of (time, pitch).
 */
static size_t
warp(const struct profile *pr, const struct fingerprint *fp,
    const struct query_how *how, struct peak *out)
{
	double shift = log2(how->pitch) * pr->pitch_div, pitch;
	double top = pr->pitch_max;
	const struct peak *p;
	size_t n = 0;

	for (p = fp->peak; p < fp->peak + fp->n_peak; p++) {
		pitch = rint(p->pitch - shift);
		if (p->rank >= how->rank || pitch < 0 || pitch > top)
			continue;
		out[n] = *p;
		out[n].time = (uint32_t)lrint(p->time * how->time);
		out[n++].pitch = (uint16_t)pitch;
	}
	if (n > 1 && how->time != 1)
		qsort(out, n, sizeof *out, peak_order);
	return n;
}

static void
from_peaks(struct query *q, const struct peak *p, size_t n,
    const struct query_how *how)
{
	const struct profile *pr = q->profile;
	uint32_t target[LANDMARK_FANOUT_MAX];
	struct landmark_point at;
	size_t i, j, k, made;

	for (i = 0; i < n; i++) {
		made = landmark_targets(
		    pr, p, n, i, how->rank, how->fanout, target);
		for (j = 0; j < made; j++)
			for (k = j + 1; k < made; k++) {
				at = landmark_point(
				    &p[i], &p[target[j]], &p[target[k]]);
				push(q, landmark_hash(pr, &at), p[i].time);
				if (how->near)
					push_near(q, &at, p[i].time);
			}
	}
}

static void
from_hashes(struct query *q, const struct fingerprint *fp)
{
	const struct landmark *l;

	for (l = fp->mark; l < fp->mark + fp->n_mark; l++)
		push(q, l->hash, l->t_ref * q->profile->time_div);
}

int
query_init(struct query *q, const struct profile *p,
    const struct fingerprint *fp, const struct query_how *how)
{
	struct peak *peak;
	uint64_t *tmp;
	size_t n;

	*q = (struct query) { .profile = p };
	if (fp->frames * how->time * p->time_div >= QUERY_T_MAX)
		return -1;
	q->t_end = (uint32_t)ceil((fp->frames + 1) * how->time * p->time_div);
	if (p->kind == PROFILE_SG1 && fp->n_peak > 0) {
		peak = xreallocarray(NULL, fp->n_peak, sizeof *peak);
		n = warp(p, fp, how, peak);
		from_peaks(q, peak, n, how);
		free(peak);
	} else {
		from_hashes(q, fp);
	}
	tmp = xreallocarray(NULL, q->n, sizeof *tmp);
	if (q->n > 0)
		sort_u64(q->mark, tmp, q->n);
	free(tmp);
	return 0;
}

void
query_release(struct query *q)
{
	free(q->mark);
	*q = (struct query) { 0 };
}
