#include <math.h>
#include <stdio.h>
#include <string.h>

#include "signal/profile.h"

static const struct profile profiles[] = {
	{
	    .name = "sg1",
	    .kind = PROFILE_SG1,
	    .rate = 8000,   /* what a telephone lets through is below 4 kHz */
	    .window = 1024, /* 128 ms */
	    .hop = 128,     /* 16 ms */
	    .f_min = 200,
	    .f_max = 3800,
	    .near_frames = 4,
	    .near_bins = 8,
	    .floor_db = -98,
	    .rise_db = 1, /* a steady tone has no peaks */
	    .bands = 4,
	    .rank_frames = 31, /* 0.5 s */
	    .time_div = 8,     /* 2 ms */
	    .pitch_div = 768,  /* 0.09 % */
	    .pitch_max = 3262, /* 3800 Hz */
	    .peak_rank = 24,
	    .store_rank = 3,
	    .store_fanout = 3,
	    .dt_min = 20,  /* 40 ms */
	    .dt_max = 720, /* 1.44 s */
	    .df_max = 768, /* one octave */
	    .dt_step = 12, /* 24 ms */
	    .df_step = 16, /* 1/48 octave */
	},
	{
	    .name = "sonicgen",
	    .kind = PROFILE_SONICGEN,
	    .rate = 16000,
	    .window = 2048,
	    .hop = 256,
	    .f_min = 100,
	    .f_max = 3000,
	    .near_frames = 12,
	    .near_bins = 12,
	    .floor_db = -30,
	    .range_db = 80,
	    .time_div = 1,
	    .store_fanout = 8,
	    .dt_min = 1,
	    .dt_max = 31,
	    .dt_step = 2,
	    .limit = 40,
	    .limit_frames = 62,
	},
};

enum {
	N_PROFILES = sizeof profiles / sizeof *profiles
};

const struct profile *
profile_at(size_t i)
{
	return i < N_PROFILES ? &profiles[i] : NULL;
}

const struct profile *
profile_default(void)
{
	return &profiles[0];
}

const struct profile *
profile_find(const char *name)
{
	size_t i;

	for (i = 0; i < N_PROFILES; i++)
		if (strcmp(profiles[i].name, name) == 0)
			return &profiles[i];
	return NULL;
}

void
profile_spell(
    const struct profile *p, char spelling[static PROFILE_SPELLING_MAX])
{
	int n;

	n = snprintf(spelling, PROFILE_SPELLING_MAX,
	    "%s rate=%u window=%u hop=%u f=%g:%g near=%ux%u floor=%g", p->name,
	    p->rate, p->window, p->hop, p->f_min, p->f_max, p->near_frames,
	    p->near_bins, p->floor_db);
	if (p->kind == PROFILE_SONICGEN)
		snprintf(spelling + n, (size_t)(PROFILE_SPELLING_MAX - n),
		    " range=%g fanout=%u dt=%u:%u/%u limit=%u/%u", p->range_db,
		    p->store_fanout, p->dt_min, p->dt_max, p->dt_step, p->limit,
		    p->limit_frames);
	else
		snprintf(spelling + n, (size_t)(PROFILE_SPELLING_MAX - n),
		    " rise=%g rank=%ux%u grid=%ux%u peaks=%u store=%ux%u "
		    "targets=2 dt=%u:%u/%u df=%u/%u",
		    p->rise_db, p->bands, p->rank_frames, p->time_div,
		    p->pitch_div, p->peak_rank, p->store_rank, p->store_fanout,
		    p->dt_min, p->dt_max, p->dt_step, p->df_max, p->df_step);
}

const struct profile *
profile_parse(const char *spelling, char *err, size_t err_size)
{
	const struct profile *p;
	char name[32], mine[PROFILE_SPELLING_MAX];
	size_t n = strcspn(spelling, " ");

	snprintf(name, sizeof name, "%s", spelling);
	name[n < sizeof name ? n : sizeof name - 1] = '\0';
	if ((p = profile_find(name)) == NULL) {
		snprintf(err, err_size, "unknown profile '%s'", name);
		return NULL;
	}
	profile_spell(p, mine);
	if (strcmp(mine, spelling) == 0)
		return p;
	snprintf(err, err_size, "profile %s: want '%s', got '%.256s'", name,
	    mine + n, spelling + n);
	return NULL;
}

uint32_t
profile_bin_first(const struct profile *p)
{
	return (uint32_t)ceil(p->f_min * p->window / p->rate);
}

uint32_t
profile_bin_last(const struct profile *p)
{
	return (uint32_t)floor(p->f_max * p->window / p->rate);
}

double
profile_hz(const struct profile *p, uint32_t pitch)
{
	if (p->kind == PROFILE_SONICGEN)
		return (double)(profile_bin_first(p) + pitch) * p->rate /
		       p->window;
	return p->f_min * exp2((double)pitch / p->pitch_div);
}

uint32_t
profile_pitch(const struct profile *p, double hz)
{
	double pitch;

	if (p->kind == PROFILE_SONICGEN)
		pitch = hz * p->window / p->rate - profile_bin_first(p);
	else
		pitch = log2(hz / p->f_min) * p->pitch_div;
	return pitch > 0 ? (uint32_t)lrint(pitch) : 0;
}

double
profile_frame_s(const struct profile *p, double frame)
{
	return (frame * p->hop + p->window / 2.) / p->rate;
}
