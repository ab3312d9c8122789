/*
 * profile.h - every parameter of fingerprinting, under a name; sg-profile(5)
 *
 * Parameters live in profile.c and nowhere else. A published profile is
 * frozen: a change is a new name. A stream and an index carry the whole set
 * in one canonical spelling, and readers compare all of it.
 *
 * Peaks and landmarks are integers on the profile's grid, so that the same
 * peaks make the same hashes on every machine:
 *
 *	time	1/time_div of a frame
 *	pitch	sg1: 1/pitch_div of an octave above f_min Hz; sonicgen: the
 *		FFT bin, 0 = the first kept one
 */

#ifndef PROFILE_H
#define PROFILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PROFILE_SPELLING_MAX 512

enum profile_kind {
	PROFILE_SG1,     /* ranked peaks, log-frequency landmarks: landmark.h */
	PROFILE_SONICGEN /* the seed's algorithm, bit for bit: seed.h */
};

struct profile {
	const char *name;
	enum profile_kind kind;

	/* spectrogram */
	uint32_t rate;       /* Hz */
	uint32_t window;     /* samples, Hann (periodic) */
	uint32_t hop;        /* samples */
	double f_min, f_max; /* Hz, inclusive: bins kept */

	/* peaks */
	uint32_t near_frames; /* maximum of +- this many frames */
	uint32_t near_bins;   /* and +- this many bins */
	double floor_db; /* no peak at or below it. sg1: a sine of full scale
			    is 0 dB; sonicgen: of the raw power */
	double rise_db;  /* sg1: a peak rises so much above the quietest cell
			    of its bin within near_frames */
	double range_db; /* sonicgen: levels are clamped to the loudest of the
			    whole recording less this */
	uint32_t bands;  /* sg1: log-spaced; rank is counted in a band */
	uint32_t rank_frames; /* sg1: and within +- this many frames */
	uint32_t time_div;    /* grid of peak times, per frame */
	uint32_t pitch_div;   /* grid of peak pitches, per octave */
	uint32_t pitch_max;   /* the pitch of f_max on it */

	/* landmarks */
	uint32_t peak_rank; /* sg1: a fingerprint has peaks of rank < that */
	uint32_t store_rank, store_fanout; /* what goes into an index */
	uint32_t dt_min, dt_max; /* target zone, 1/time_div frames, inclusive */
	uint32_t df_max;         /* sg1: target zone, 1/pitch_div octaves */
	uint32_t dt_step;        /* of the hash, 1/time_div frames */
	uint32_t df_step;        /* sg1: of the hash, 1/pitch_div octaves */
	uint32_t limit, limit_frames; /* sonicgen: at most limit landmarks in
					 any rolling limit_frames */
};

/* The profile of that name, or NULL. profile_default() is what NULL means. */
const struct profile *profile_find(const char *name);
const struct profile *profile_default(void);

/* Profile number i = 0, 1, ..., or NULL after the last. */
const struct profile *profile_at(size_t i);

/* The canonical spelling: "NAME key=value ...". */
void profile_spell(
    const struct profile *, char spelling[static PROFILE_SPELLING_MAX]);

/*
 * The profile that a spelling names, if every parameter agrees; otherwise NULL
 * and err says what was wanted and what came.
 */
const struct profile *profile_parse(
    const char *spelling, char *err, size_t err_size);

/* First and last FFT bin that the profile keeps. */
uint32_t profile_bin_first(const struct profile *);
uint32_t profile_bin_last(const struct profile *);

/* Between the pitch grid and Hz; profile_pitch rounds, and clamps at 0. */
double profile_hz(const struct profile *, uint32_t pitch);
uint32_t profile_pitch(const struct profile *, double hz);

/* Seconds from the start of a recording to the middle of a frame's window. */
double profile_frame_s(const struct profile *, double frame);

#endif
