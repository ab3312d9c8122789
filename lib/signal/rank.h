/*
 * rank.h - how many louder peaks lie near in time, in the same band
 *
 *	time   ------|--- reach ---*--- reach ---|------>
 *	             count the powers that are greater than that of *
 *
 * Peaks may be put out of order. Ranks are asked for in order of time in each
 * band, when all peaks up to time + reach have been put; what no later rank can
 * need is forgotten.
 */

#ifndef RANK_H
#define RANK_H

#include <stddef.h>
#include <stdint.h>

struct rank_band {
	uint32_t *time; /* in order */
	float *power;
	size_t n, cap_time, cap_power;
	size_t from, to; /* those within reach of the last rank asked for */
};

struct rank {
	struct rank_band *band;
	uint32_t n_band;
	uint32_t reach;
};

void rank_init(struct rank *, uint32_t n_band, uint32_t reach);

void rank_put(struct rank *, uint32_t band, uint32_t time, float power);

uint32_t rank_of(struct rank *, uint32_t band, uint32_t time, float power);

void rank_release(struct rank *);

#endif
