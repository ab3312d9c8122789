#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/huge.h"
#include "base/sg.h"
#include "base/sort.h"
#include "retrieval/query.h"
#include "signal/landmark.h"

enum {
	SIDES = 5 /* hashes beside one, on the sides to which its parts lean */
};

void
query_reserve(struct query *q, size_t n)
{
	uint64_t *mark;

	if (n <= q->cap)
		return;
	mark = huge_array(n, sizeof *mark);
	if (q->n > 0)
		memcpy(mark, q->mark, q->n * sizeof *mark);
	free(q->mark);
	q->mark = mark;
	q->cap = n;
}

/* For n more, and then perhaps for as many again. */
static void
make_room(struct query *q, size_t n)
{
	if (q->cap - q->n < n)
		query_reserve(q, q->n + n > q->cap + q->cap / 2 ?
				     q->n + n :
				     q->cap + q->cap / 2);
}

/* There is room. */
static void
push(struct query *q, uint32_t hash, uint32_t t)
{
	if (hash == LANDMARK_NONE)
		return;
	q->mark[q->n++] =
	    (uint64_t)hash << 32 | (uint64_t)q->askers << QUERY_T_BITS | t;
}

/* An anchor's way to a target, in steps of the hash. */
struct arm {
	struct landmark_part df, dt;
};

/* The hashes on the sides to which the parts of a landmark lean. */
static void
push_near(struct query *q, const struct landmark_grid *g,
    const struct landmark_part *pitch, const struct arm *a, const struct arm *b,
    uint32_t t)
{
	int32_t p = pitch->at, df1 = a->df.at, df2 = b->df.at;
	int32_t dt1 = a->dt.at, dt2 = b->dt.at;

	if (pitch->lean != 0)
		push(q, landmark_pack(g, p + pitch->lean, df1, df2, dt1, dt2),
		    t);
	if (a->df.lean != 0)
		push(
		    q, landmark_pack(g, p, df1 + a->df.lean, df2, dt1, dt2), t);
	if (b->df.lean != 0)
		push(
		    q, landmark_pack(g, p, df1, df2 + b->df.lean, dt1, dt2), t);
	if (a->dt.lean != 0)
		push(
		    q, landmark_pack(g, p, df1, df2, dt1 + a->dt.lean, dt2), t);
	if (b->dt.lean != 0)
		push(
		    q, landmark_pack(g, p, df1, df2, dt1, dt2 + b->dt.lean), t);
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

static int
index_order(const void *a, const void *b)
{
	const uint32_t *i = a, *j = b;

	return (*i > *j) - (*i < *j);
}

/* The landmarks of the anchor p[i]. */
static void
from_anchor(struct query *q, const struct landmark_grid *g,
    const struct peak *p, size_t n, size_t i, const struct query_how *how)
{
	struct landmark_part pitch = landmark_part(p[i].pitch, g->df_step);
	uint32_t target[LANDMARK_FANOUT_MAX];
	struct arm arm[LANDMARK_FANOUT_MAX];
	size_t made, j, k;

	made = landmark_targets(
	    q->profile, p, n, i, how->rank, how->fanout, target);
	/* peaks are in order: so are the first and the second target */
	if (made > 1)
		qsort(target, made, sizeof *target, index_order);
	for (j = 0; j < made; j++)
		arm[j] = (struct arm) {
			landmark_part((int32_t)p[target[j]].pitch - p[i].pitch,
			    g->df_step),
			landmark_part((int32_t)(p[target[j]].time - p[i].time),
			    g->dt_step),
		};
	for (j = 0; j < made; j++)
		for (k = j + 1; k < made; k++) {
			push(q,
			    landmark_pack(g, pitch.at, arm[j].df.at,
				arm[k].df.at, arm[j].dt.at, arm[k].dt.at),
			    p[i].time);
			if (how->near)
				push_near(
				    q, g, &pitch, &arm[j], &arm[k], p[i].time);
		}
}

static void
from_peaks(struct query *q, const struct peak *p, size_t n,
    const struct query_how *how)
{
	struct landmark_grid grid = landmark_grid(q->profile);
	size_t pairs = (size_t)how->fanout * (how->fanout - 1) / 2, i;

	/* memory that is not touched is not taken */
	make_room(q, n * pairs * (how->near ? 1 + SIDES : 1));
	for (i = 0; i < n; i++)
		from_anchor(q, &grid, p, n, i, how);
}

static void
from_hashes(struct query *q, const struct fingerprint *fp)
{
	const struct landmark *l;

	make_room(q, fp->n_mark);
	for (l = fp->mark; l < fp->mark + fp->n_mark; l++)
		push(q, l->hash, l->t_ref * q->profile->time_div);
}

void
query_init(struct query *q, const struct profile *p)
{
	*q = (struct query) { .profile = p };
}

void
query_again(struct query *q)
{
	q->n = q->askers = q->t_end = 0;
}

int
query_add(
    struct query *q, const struct fingerprint *fp, const struct query_how *how)
{
	const struct profile *p = q->profile;
	struct peak *peak;
	uint32_t t_end;
	size_t n;

	if (fp->frames * how->time * p->time_div >= QUERY_T_MAX)
		return -1;
	t_end = (uint32_t)ceil((fp->frames + 1) * how->time * p->time_div);
	q->t_end = t_end > q->t_end ? t_end : q->t_end;
	if (p->kind == PROFILE_SG1 && fp->n_peak > 0) {
		peak = xreallocarray(NULL, fp->n_peak, sizeof *peak);
		n = warp(p, fp, how, peak);
		from_peaks(q, peak, n, how);
		free(peak);
	} else {
		from_hashes(q, fp);
	}
	q->askers++;
	return 0;
}

void
query_sort(struct query *q)
{
	uint64_t *in_order;
	size_t cap;

	if (q->n == 0)
		return;
	if (q->spare == NULL || q->cap_spare < q->n) {
		free(q->spare);
		q->spare = huge_array(q->cap, sizeof *q->spare);
		q->cap_spare = q->cap;
	}
	/* askers came one after another, their anchors in order of time */
	in_order = sort_u64_upper(q->mark, q->spare, q->n);
	if (in_order == q->mark)
		return;
	q->spare = q->mark;
	q->mark = in_order;
	cap = q->cap;
	q->cap = q->cap_spare;
	q->cap_spare = cap;
}

void
query_release(struct query *q)
{
	free(q->mark);
	free(q->spare);
	*q = (struct query) { 0 };
}
