#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/sg.h"
#include "base/stream.h"
#include "edge/web_answer.h"
#include "signal/fingerprint.h"

enum {
	PEAKS = 3000, /* that a picture can show */
	MARKS = 2000,
	RANKS = 64
};

/* The highest rank of which there is room for all peaks. */
static uint32_t
rank_max(const struct fingerprint *f)
{
	size_t of_rank[RANKS] = { 0 }, i, n = 0;
	uint32_t r;

	for (i = 0; i < f->n_peak; i++)
		if (f->peak[i].rank < RANKS)
			of_rank[f->peak[i].rank]++;
	for (r = 0; r < RANKS - 1; r++)
		if ((n += of_rank[r]) + of_rank[r + 1] > PEAKS)
			break;
	return r;
}

/* Threes of seconds, Hz and dB. */
static void
put_peaks(
    const struct profile *p, const struct fingerprint *f, struct json_line *o)
{
	double *v = xreallocarray(NULL, 3 * (PEAKS + 1), sizeof *v);
	uint32_t max = rank_max(f);
	const struct peak *k;
	size_t i, n = 0;

	for (i = 0; i < f->n_peak && n < PEAKS; i++) {
		k = &f->peak[i];
		if (k->rank > max)
			continue;
		v[3 * n] = profile_frame_s(p, (double)k->time / p->time_div);
		v[3 * n + 1] = profile_hz(p, k->pitch);
		v[3 * n + 2] = k->level / 10.0;
		n++;
	}
	json_numbers(o, "peaks", v, 3 * n, 3);
	free(v);
}

enum web_problem
web_picture_json(struct web *w, const struct web_clip *c,
    const struct web_rows *rows, double until, struct json_line *o)
{
	struct fingerprint_reader in;
	struct json_line picture;
	FILE *fp = web_read(c->fingerprint);

	(void)w, (void)rows, (void)until;
	if (fp == NULL)
		return WEB_BROKEN;
	json_begin(&picture);
	if (fingerprint_open(&in, fp, "sg-hash") == 0 &&
	    fingerprint_next(&in) > 0)
		put_peaks(in.profile, &in.fp, &picture);
	fingerprint_release(&in);
	fclose(fp);
	json_part(o, "picture", &picture);
	return WEB_OK;
}
