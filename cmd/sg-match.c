/* sg-match - find the recordings of an index that a clip was cut from */

#include <err.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/num.h"
#include "base/sg.h"
#include "base/stream.h"
#include "edge/answer.h"
#include "edge/match_stream.h"
#include "edge/pg.h"
#include "edge/shards.h"
#include "retrieval/match.h"
#include "retrieval/ratio.h"
#include "signal/fingerprint.h"

static const char usage[] =
    "usage: sg-match [-ahjLPTVvx] [-D evalue|ratio=share] [-d index ...] "
    "[-e evalue] [-n best] [-w none|axes|full] [file]";

static enum warp_range
range_arg(const char *s)
{
	static const char *const names[] = { "none", "axes", "full" };
	int i;

	for (i = WARP_NONE; i <= WARP_FULL; i++)
		if (strcmp(s, names[i]) == 0)
			return (enum warp_range)i;
	errx(SG_FAIL, "-w: want none, axes or full, got '%s'", s);
}

/* For -v. */
static void
say_cost(const struct fingerprint *fp, const struct match *m, size_t n)
{
	warnx("%s: %zu peaks, %ju lookups, %ju hits, %ju hashes too common, "
	      "%ju places looked at, %zu candidates",
	    fp->id, fp->n_peak, (uintmax_t)m->lookups, (uintmax_t)m->hits,
	    (uintmax_t)m->skipped, (uintmax_t)m->looked, n);
}

/* The share that "ratio=SHARE" names, 0 for "evalue". */
static double
rule_arg(const char *s)
{
	double share;

	if (strcmp(s, "evalue") == 0)
		return 0;
	if (strcmp(s, "ratio") == 0)
		return RATIO_DEFAULT;
	if (strncmp(s, "ratio=", 6) != 0 ||
	    num_real(s + 6, 0.001, 1, &share) < 0)
		errx(SG_FAIL, "-D: want evalue or ratio=0.001..1, got '%s'", s);
	return share;
}

/* Open what is searched, and say what of it is not there. */
static void
search_in(struct shards *s, const char *const *where, size_t n,
    const struct profile *p)
{
	char *cache = NULL;
	size_t i;

	for (i = 0; i < n && cache == NULL; i++)
		cache = pg_is_url(where[i]) ? cache_path() : NULL;
	if (shards_open(s, where, n, cache, p) < 0)
		errx(s->again ? SG_RETRY : SG_FAIL, "%s", s->err);
	for (i = 0; i < n; i++)
		if (s->why[i][0] != '\0')
			warnx("without -d %zu of %zu: %s", i + 1, n, s->why[i]);
	free(cache);
}

int
main(int argc, char *argv[])
{
	static const struct option word[] = { { "partial", 0, 0, 'P' }, { 0 } };
	double evalue = MATCH_EVALUE, ratio = -1; /* the profile's rule */
	static const char *where[SHARDS_MAX];
	const char *name;
	enum warp_range range = WARP_FULL;
	struct fingerprint_reader in;
	static struct manner how;
	size_t best = 10, n = 0;
	ptrdiff_t found;
	bool all = false;
	FILE *fp;
	int ch;

	while ((ch = getopt_long(
		    argc, argv, "D:LPTVad:e:hjn:vw:x", word, NULL)) != -1) {
		if (ch == 'D')
			ratio = rule_arg(optarg);
		else if (ch == 'L')
			how.landmarks = true;
		else if (ch == 'P')
			how.in.partial = true;
		else if (ch == 'T')
			how.timeline = true;
		else if (ch == 'a')
			all = true;
		else if (ch == 'd' && n < SHARDS_MAX)
			where[n++] = optarg;
		else if (ch == 'e')
			evalue = real_arg(optarg, 0, 1e9, "-e evalue");
		else if (ch == 'j')
			how.json = true;
		else if (ch == 'n')
			best = (size_t)num_arg(optarg, 1, 64, "-n best");
		else if (ch == 'v')
			how.told = say_cost;
		else if (ch == 'w')
			range = range_arg(optarg);
		else if (ch == 'x')
			how.others = true;
		else
			opt_other(ch, "sg-match", usage);
	}
	if (how.landmarks && how.json)
		errx(SG_FAIL, "-L is a stream: want no -j");
	fp = in_open(argc, argv, usage, &name);
	if (n == 0)
		where[n++] = db_path(NULL);
	if (fingerprint_open(&in, fp, name) < 0)
		errx(SG_FAIL, "%s", in.err);
	search_in(&how.in, where, n, in.profile);
	match_init(&how.as, &how.in.ix, evalue, best, range);
	how.as.all_places = all;
	how.as.ratio = ratio >= 0                           ? ratio :
		       in.profile->kind == PROFILE_SONICGEN ? RATIO_DEFAULT :
							      0;
	if (!how.json)
		answer_header(stdout, how.landmarks, &how.in);
	how.out = stdout;
	if ((found = match_stream(&in, &how)) < 0)
		errx(SG_FAIL, "%s", how.err);
	if (!how.json)
		stream_put_end(stdout, 0);
	match_release(&how.as);
	fingerprint_release(&in);
	shards_close(&how.in);
	out_close();
	return found > 0 ? 0 : how.in.there < how.in.n ? SG_RETRY : SG_NO;
}
