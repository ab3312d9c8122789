/*
 * biterror RECORDINGS [CLIPS] - lay rows of 32-bit codes over each other
 *
 * A line is an identity, TAB, and numbers with commas between: a code for each
 * step of time, as fpcalc -raw prints them. For each clip the place of all
 * recordings where the fewest bits differ (Haitsma and Kalker, ISMIR 2002) is
 * printed as a row of a candidates stream, the share of bits that differ as
 * evalue. -s is the seconds of a step, those of Chromaprint without.
 */

#include <err.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/sg.h"

static const char usage[] = "usage: biterror [-s seconds] recordings [clips]";

/* 4096 samples at 11,025 Hz, of which a third are new. */
static const double chromaprint_step = 1365. / 11025;

struct codes {
	char *line; /* the identity; owned */
	uint32_t *code;
	size_t n, cap;
};

struct place {
	const struct codes *rec;
	size_t at;
	uint64_t bits; /* that differ */
};

/* The next line of fp; false at its end. */
static bool
codes_read(struct codes *c, FILE *fp, const char *name)
{
	size_t size = 0;
	char *p, *end;

	*c = (struct codes) { 0 };
	if (getline(&c->line, &size, fp) < 0) {
		if (ferror(fp))
			err(SG_FAIL, "%s", name);
		free(c->line);
		return false;
	}
	if ((p = strchr(c->line, '\t')) == NULL)
		errx(SG_FAIL, "%s: want an identity, TAB and codes", name);
	for (*p++ = '\0'; *p != '\n' && *p != '\0'; p = end + (*end == ',')) {
		c->code = xgrow(c->code, &c->cap, c->n + 1, sizeof *c->code);
		c->code[c->n++] = (uint32_t)strtoul(p, &end, 10);
		if (end == p)
			errx(SG_FAIL, "%s: %s: want a number, got '%.16s'",
			    name, c->line, p);
	}
	return true;
}

static void
codes_release(struct codes *c)
{
	free(c->line);
	free(c->code);
}

/* The bits that differ, or more than `enough`. */
static uint64_t
difference(const uint32_t *a, const uint32_t *b, size_t n, uint64_t enough)
{
	uint64_t bits = 0;
	size_t i;

	for (i = 0; i < n && bits <= enough; i++)
		bits += (unsigned)__builtin_popcount(a[i] ^ b[i]);
	return bits;
}

static void
best_place(
    struct place *best, const struct codes *clip, const struct codes *rec)
{
	uint64_t bits;
	size_t at;

	for (at = 0; at + clip->n <= rec->n; at++) {
		bits =
		    difference(clip->code, rec->code + at, clip->n, best->bits);
		if (bits < best->bits)
			*best = (struct place) { rec, at, bits };
	}
}

static void
answer(const struct codes *clip, const struct codes *rec, size_t n, double step)
{
	struct place best = { .bits = UINT64_MAX };
	double from, to, share;
	size_t i;

	for (i = 0; i < n && clip->n > 0; i++)
		best_place(&best, clip, &rec[i]);
	if (best.rec == NULL)
		return;
	from = (double)best.at * step;
	to = (double)clip->n * step;
	share = (double)best.bits / (32 * (double)clip->n);
	printf("%s\t1\t%s\t0\t%.4f\t%.3f\t0\t%.3f\t%.3f\t%.3f\t1\t1\t-\n",
	    clip->line, best.rec->line, share, from, to, from, from + to);
}

int
main(int argc, char *argv[])
{
	double step = chromaprint_step;
	struct codes *rec = NULL, clip;
	size_t n = 0, cap = 0;
	const char *name;
	FILE *fp;
	int opt;

	while ((opt = getopt(argc, argv, "s:")) != -1) {
		if (opt != 's')
			usage_fail(usage);
		step = real_arg(optarg, 1e-6, 1e6, "-s seconds");
	}
	if (optind >= argc)
		usage_fail(usage);
	if ((fp = fopen(argv[optind], "r")) == NULL)
		err(SG_FAIL, "%s", argv[optind]);
	do
		rec = xgrow(rec, &cap, n + 1, sizeof *rec);
	while (codes_read(&rec[n], fp, argv[optind]) && ++n > 0);
	fclose(fp);
	optind++;
	fp = in_open(argc, argv, usage, &name);
	puts("## sg candidates 1\n# query\trank\tid\tvotes\tevalue\toffset_s\t"
	     "q_from_s\tq_to_s\tref_from_s\tref_to_s\tspeed\tpitch\ttitle");
	while (codes_read(&clip, fp, name)) {
		answer(&clip, rec, n, step);
		codes_release(&clip);
	}
	puts("## end");
	while (n > 0)
		codes_release(&rec[--n]);
	free(rec);
	out_close();
	return 0;
}
