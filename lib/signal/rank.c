#include <stdlib.h>
#include <string.h>

#include "base/cpu.h"
#include "base/sg.h"
#include "signal/rank.h"

enum {
	FORGET = 256 /* at a time */
};

void
rank_init(struct rank *r, uint32_t n_band, uint32_t reach)
{
	uint32_t i;

	*r = (struct rank) { .n_band = n_band, .reach = reach };
	r->band = xreallocarray(NULL, n_band, sizeof *r->band);
	for (i = 0; i < n_band; i++)
		r->band[i] = (struct rank_band) { 0 };
}

static void
forget(struct rank_band *b)
{
	if (b->from < FORGET)
		return;
	b->n -= b->from;
	b->to -= b->from;
	memmove(b->time, b->time + b->from, b->n * sizeof *b->time);
	memmove(b->power, b->power + b->from, b->n * sizeof *b->power);
	b->from = 0;
}

void
rank_put(struct rank *r, uint32_t band, uint32_t time, float power)
{
	struct rank_band *b = &r->band[band];
	size_t i;

	forget(b);
	b->time = xgrow(b->time, &b->cap_time, b->n + 1, sizeof *b->time);
	b->power = xgrow(b->power, &b->cap_power, b->n + 1, sizeof *b->power);
	for (i = b->n++; i > b->to && b->time[i - 1] > time; i--) {
		b->time[i] = b->time[i - 1];
		b->power[i] = b->power[i - 1];
	}
	b->time[i] = time;
	b->power[i] = power;
}

CPU_CLONES static uint32_t
count_louder(const float *x, size_t n, float power)
{
	uint32_t louder = 0;
	size_t i;

#pragma omp simd reduction(+ : louder)
	for (i = 0; i < n; i++)
		louder += x[i] > power;
	return louder;
}

uint32_t
rank_of(struct rank *r, uint32_t band, uint32_t time, float power)
{
	struct rank_band *b = &r->band[band];

	while (b->from < b->n && b->time[b->from] < time &&
	       time - b->time[b->from] > r->reach)
		b->from++;
	while (b->to < b->n &&
	       (b->time[b->to] <= time || b->time[b->to] - time <= r->reach))
		b->to++;
	return count_louder(b->power + b->from, b->to - b->from, power);
}

void
rank_release(struct rank *r)
{
	uint32_t i;

	for (i = 0; i < r->n_band; i++) {
		free(r->band[i].time);
		free(r->band[i].power);
	}
	free(r->band);
	*r = (struct rank) { 0 };
}
