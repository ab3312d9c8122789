/*
 * grow [-d index] [-p] -n postings [file] - a large archive out of a small one
 *
 * Reads fingerprints, and makes each recording again and again as others, until
 * they have so many postings together. Copy i of REC is called REC/i: some
 * semitones (up to six) above or below, so that music stays in tune with other
 * music, and at another tempo (0.8 to 1.25); copy 0 is as it was. They go into
 * the index, or to standard output as fingerprints; -p: with the peaks only that
 * an index keeps, without those of queries.
 *
 * How real is it? In 10 hours of music and speech (1.2 million postings) a
 * posting meets 0.058 others of other recordings, for each million in the index,
 * under its hash, and 1.32 of its own recording; of 10 million grown from these,
 * 0.034 and 1.30. Shifts by fractions of semitones would give 0.023.
 */

#include <err.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/sg.h"
#include "retrieval/index_merge.h"
#include "retrieval/index_store.h"
#include "signal/fingerprint.h"

static const char usage[] = "usage: grow [-p] [-d index] -n postings [file]";

static void
keep_stored(struct fingerprint *f, const struct profile *pr)
{
	size_t i, n = 0;

	for (i = 0; i < f->n_peak; i++)
		if (f->peak[i].rank < pr->store_rank)
			f->peak[n++] = f->peak[i];
	f->n_peak = n;
}

/* Every recording of the stream, its peaks of those ranks; the caller's. */
static struct fingerprint *
read_all(struct fingerprint_reader *r, bool stored_only, size_t *n)
{
	struct fingerprint *all = NULL, *f;
	size_t cap = 0;
	int got;

	for (*n = 0; (got = fingerprint_next(r)) > 0;) {
		all = xgrow(all, &cap, *n + 1, sizeof *all);
		f = &all[(*n)++];
		*f = r->fp;
		f->mark = NULL;
		if (stored_only)
			keep_stored(f, r->profile);
		f->peak = xreallocarray(NULL, f->n_peak + 1, sizeof *f->peak);
		memcpy(f->peak, r->fp.peak, f->n_peak * sizeof *f->peak);
	}
	if (got < 0)
		errx(SG_FAIL, "%s", r->err);
	return all;
}

/* Copy i's pitch above the original, on the profile's grid: semitones. */
static int
pitch_of(const struct profile *pr, uint32_t i)
{
	return i > 0 ? ((int)(i * 7 % 13) - 6) * (int)pr->pitch_div / 12 : 0;
}

/* From 0.8 to 1.25, no two alike. */
static double
tempo_of(uint32_t i)
{
	return i > 0 ? 0.8 * pow(1.5625, fmod(i * 0.6180339887, 1)) : 1;
}

/* Copy i of a recording, in `to`, whose arrays grow. */
static void
copy(const struct profile *pr, const struct fingerprint *from, uint32_t i,
    struct fingerprint *to)
{
	const int up = pitch_of(pr, i), max = (int)pr->pitch_max;
	const double tempo = tempo_of(i);
	struct peak *p;
	size_t k;
	int pitch;

	if (snprintf(to->id, sizeof to->id, "%s/%u", from->id, i) > ID_MAX)
		errx(SG_FAIL, "'%s' leaves no room for a number", from->id);
	to->has_peaks = to->has_hashes = true;
	to->frames = (uint32_t)(from->frames / tempo) + 1;
	to->peak =
	    xgrow(to->peak, &to->cap_peak, from->n_peak, sizeof *to->peak);
	for (k = to->n_peak = 0; k < from->n_peak; k++) {
		pitch = from->peak[k].pitch + up;
		if (pitch < 0 || pitch > max)
			continue;
		p = &to->peak[to->n_peak++];
		*p = from->peak[k];
		p->pitch = (uint16_t)pitch;
		p->time = (uint32_t)lrint(p->time / tempo);
	}
	/* rounded times may be equal now */
	qsort(to->peak, to->n_peak, sizeof *p, peak_order);
	free(to->mark);
	to->n_mark =
	    landmark_pair(pr, to->peak, to->n_peak, to->n_peak, &to->mark);
}

static void
put(struct index_store *s, const struct profile *pr,
    const struct fingerprint *f)
{
	const struct segment_meta none = { .duration_s = -1 };

	if (s == NULL)
		fingerprint_print(stdout, pr, "grow", f);
	else if (index_store_put(s, f, &none) < 0)
		errx(SG_FAIL, "%s", s->err);
}

static void
grow(const struct profile *pr, const struct fingerprint *all, size_t n,
    uint64_t want, struct index_store *s)
{
	struct fingerprint f = { 0 };
	uint64_t made = 0, before;
	uint32_t i;
	size_t k;

	for (i = 0; made < want; i++) {
		before = made;
		for (k = 0; k < n && made < want; k++) {
			copy(pr, &all[k], i, &f);
			put(s, pr, &f);
			made += f.n_mark;
		}
		if (made == before)
			errx(SG_FAIL, "no hashes come of these fingerprints");
	}
	free(f.peak);
	free(f.mark);
}

static void
grow_index(const char *dir, const struct profile *pr,
    const struct fingerprint *all, size_t n, uint64_t want)
{
	struct index_store s;
	char why[512];

	if (index_store_open(&s, dir, pr) < 0)
		errx(SG_FAIL, "%s", s.err);
	grow(pr, all, n, want, &s);
	if (index_store_commit(&s) < 0)
		errx(SG_FAIL, "%s", s.err);
	index_store_close(&s);
	if (index_merge(dir, false, why, sizeof why) < 0)
		errx(SG_FAIL, "%s", why);
}

int
main(int argc, char *argv[])
{
	struct fingerprint_reader r;
	struct fingerprint *all;
	const char *dir = NULL, *name;
	long long want = 0;
	bool stored_only = false;
	size_t n, i;
	FILE *fp;
	int c;

	while ((c = getopt(argc, argv, "d:n:p")) != -1)
		if (c == 'd')
			dir = optarg;
		else if (c == 'n')
			want = num_arg(optarg, 1, INT64_MAX, "-n postings");
		else if (c == 'p')
			stored_only = true;
		else
			usage_fail(usage);
	if (want == 0)
		usage_fail(usage);
	fp = in_open(argc, argv, usage, &name);
	if (fingerprint_open(&r, fp, name) < 0)
		errx(SG_FAIL, "%s", r.err);
	if (r.profile->kind != PROFILE_SG1)
		errx(SG_FAIL, "%s: want the profile sg1", name);
	all = read_all(&r, stored_only || dir != NULL, &n);
	if (dir != NULL)
		grow_index(dir, r.profile, all, n, (uint64_t)want);
	else
		grow(r.profile, all, n, (uint64_t)want, NULL);
	for (i = 0; i < n; i++)
		free(all[i].peak);
	free(all);
	fingerprint_release(&r);
	out_close();
	return 0;
}
