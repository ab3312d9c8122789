#include <stdlib.h>

#include "signal/digest.h"
#include "signal/landmark_hash.h"

/* A part this close to its neighbour, in steps, may be that in the recording. */
static const double lean_min = 0.25;

struct landmark_grid
landmark_grid(const struct profile *p)
{
	struct landmark_grid g = {
		.pitch = (int32_t)(p->pitch_max / p->df_step + 2),
		.df = (int32_t)(2 * (p->df_max / p->df_step) + 1),
		.dt = (int32_t)(p->dt_max / p->dt_step + 1),
		.df_step = (int32_t)p->df_step,
		.dt_step = (int32_t)p->dt_step,
	};

	/* dt1 <= dt2: half of the square */
	g.dt_pair = g.dt * (g.dt + 1) / 2;
	return g;
}

uint32_t
landmark_space(const struct profile *p)
{
	struct landmark_grid g;

	if (p->kind == PROFILE_SONICGEN)
		return DIGEST_SPACE;
	g = landmark_grid(p);
	return (uint32_t)(g.pitch * g.df * g.df) * (uint32_t)g.dt_pair;
}

/* x / step, rounded to the nearest, halves up. */
static int32_t
round_div(int32_t x, int32_t step)
{
	int32_t y = x + step / 2;

	return y >= 0 ? y / step : -((step - 1 - y) / step);
}

struct landmark_part
landmark_part(int32_t x, int32_t step)
{
	int32_t at = round_div(x, step), rest = x - at * step;

	if (abs(rest) < lean_min * step)
		return (struct landmark_part) { at, 0 };
	return (struct landmark_part) { at, rest > 0 ? 1 : -1 };
}

uint32_t
landmark_pack(const struct landmark_grid *g, int32_t pitch, int32_t df1,
    int32_t df2, int32_t dt1, int32_t dt2)
{
	df1 += g->df / 2;
	df2 += g->df / 2;
	if (pitch < 0 || pitch >= g->pitch || df1 < 0 || df1 >= g->df ||
	    df2 < 0 || df2 >= g->df || dt1 < 0 || dt2 < dt1 || dt2 >= g->dt)
		return LANDMARK_NONE;
	return (uint32_t)((pitch * g->df + df1) * g->df + df2) *
		   (uint32_t)g->dt_pair +
	       (uint32_t)(dt2 * (dt2 + 1) / 2 + dt1);
}

struct landmark_point
landmark_point(
    const struct peak *a, const struct peak *t1, const struct peak *t2)
{
	const struct peak *first = peak_order(t1, t2) <= 0 ? t1 : t2;
	const struct peak *last = first == t1 ? t2 : t1;

	return (struct landmark_point) {
		.pitch = a->pitch,
		.df1 = (int32_t)first->pitch - a->pitch,
		.df2 = (int32_t)last->pitch - a->pitch,
		.dt1 = (int32_t)(first->time - a->time),
		.dt2 = (int32_t)(last->time - a->time),
	};
}

uint32_t
landmark_hash(const struct profile *p, const struct landmark_point *at)
{
	struct landmark_grid g = landmark_grid(p);
	int32_t f = g.df_step, t = g.dt_step;

	return landmark_pack(&g, round_div(at->pitch, f), round_div(at->df1, f),
	    round_div(at->df2, f), round_div(at->dt1, t),
	    round_div(at->dt2, t));
}

/* The dt1 and dt2 of which k is dt2 * (dt2 + 1) / 2 + dt1. */
static void
unpack_dt(uint32_t k, uint32_t *dt1, uint32_t *dt2)
{
	for (*dt2 = 0; (*dt2 + 1) * (*dt2 + 2) / 2 <= k;)
		(*dt2)++;
	*dt1 = k - *dt2 * (*dt2 + 1) / 2;
}

uint32_t
landmark_dt(const struct profile *p, uint32_t hash)
{
	uint32_t dt1, dt2;

	if (p->kind == PROFILE_SONICGEN)
		return hash % DIGEST_STEPS * p->dt_step;
	unpack_dt(hash % (uint32_t)landmark_grid(p).dt_pair, &dt1, &dt2);
	return dt2 * p->dt_step;
}

uint32_t
landmark_reverse(const struct profile *p, uint32_t hash)
{
	uint32_t dt1, dt2, f1, f2;
	int32_t pitch, df1, df2, middle, rest;
	struct landmark_grid g;

	if (p->kind == PROFILE_SONICGEN) {
		f1 = hash / DIGEST_STEPS / DIGEST_BINS;
		f2 = hash / DIGEST_STEPS % DIGEST_BINS;
		return (f2 * DIGEST_BINS + f1) * DIGEST_STEPS +
		       hash % DIGEST_STEPS;
	}
	g = landmark_grid(p);
	middle = g.df / 2;
	unpack_dt(hash % (uint32_t)g.dt_pair, &dt1, &dt2);
	rest = (int32_t)(hash / (uint32_t)g.dt_pair);
	df2 = rest % g.df - middle;
	df1 = rest / g.df % g.df - middle;
	pitch = rest / g.df / g.df;
	return landmark_pack(&g, pitch + df2, df1 - df2, -df2,
	    (int32_t)(dt2 - dt1), (int32_t)dt2);
}
