/* sg-match - find the recordings of an index that a clip was cut from */

#include <err.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/num.h"
#include "base/sg.h"
#include "base/stream.h"
#include "edge/answer.h"
#include "edge/mirror.h"
#include "edge/pg.h"
#include "retrieval/index.h"
#include "retrieval/index_hide.h"
#include "retrieval/match.h"
#include "retrieval/ratio.h"
#include "retrieval/timeline.h"
#include "signal/fingerprint.h"

static const char usage[] =
    "usage: sg-match [-ahjLTVvx] [-D evalue|ratio=share] [-d index] "
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

/* How to answer. */
struct manner {
	bool timeline, json, landmarks, verbose;
	struct index *others; /* search it without the clip's own recording */
};

/* Answer one clip; returns how many candidates or stretches it has. */
static size_t
answer(const struct fingerprint *fp, struct match *m, const struct manner *how)
{
	struct index_hidden own = { 0 };
	struct timeline t = { 0 };
	const struct candidate *list;
	size_t n, i;

	if (how->others != NULL && index_hide(how->others, fp->id, &own) < 0)
		errx(SG_FAIL, "%s", how->others->err);
	if ((how->timeline ? timeline_init(&t, m, fp) : match_clip(m, fp)) < 0)
		errx(SG_FAIL, "%s: %s", fp->id, m->err);
	list = how->timeline ? t.list : m->list;
	n = how->timeline ? t.n : m->n;
	if (how->landmarks && answer_landmarks(stdout, fp, list, n) < 0)
		errx(SG_FAIL, "damaged peaks (sg-index check tells which)");
	for (i = 0; i < n && !how->landmarks; i++)
		(how->json ? answer_json : answer_row)(
		    stdout, fp->id, i + 1, &list[i]);
	timeline_release(&t);
	index_reveal(&own);
	return n;
}

/* Answer every clip of the stream; returns how many had a candidate. */
static size_t
match_stream(
    struct fingerprint_reader *in, struct match *m, const struct manner *how)
{
	size_t found = 0, n;
	int r;

	while ((r = fingerprint_next(in)) == 1) {
		n = answer(&in->fp, m, how);
		found += n > 0;
		if (how->verbose)
			warnx(
			    "%s: %zu peaks, %ju lookups, %ju hits, %ju hashes "
			    "too common, %ju places looked at, %zu "
			    "candidates",
			    in->fp.id, in->fp.n_peak, (uintmax_t)m->lookups,
			    (uintmax_t)m->hits, (uintmax_t)m->skipped,
			    (uintmax_t)m->looked, n);
	}
	if (r < 0)
		errx(SG_FAIL, "%s", in->err);
	return found;
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

int
main(int argc, char *argv[])
{
	struct manner how = { 0 };
	struct mirror mirror = { 0 };
	bool all = false;
	double evalue = MATCH_EVALUE, ratio = -1; /* the profile's rule */
	enum warp_range range = WARP_FULL;
	struct fingerprint_reader in;
	const char *db = NULL, *name;
	char *dir;
	struct index ix;
	struct match m;
	size_t best = 10, found;
	FILE *fp;
	int ch;

	while ((ch = getopt(argc, argv, "D:LTVad:e:hjn:vw:x")) != -1) {
		switch (ch) {
		case 'D':
			ratio = rule_arg(optarg);
			break;
		case 'L':
			how.landmarks = true;
			break;
		case 'T':
			how.timeline = true;
			break;
		case 'a':
			all = true;
			break;
		case 'd':
			db = optarg;
			break;
		case 'e':
			evalue = real_arg(optarg, 0, 1e9, "-e evalue");
			break;
		case 'j':
			how.json = true;
			break;
		case 'n':
			best = (size_t)num_arg(optarg, 1, 64, "-n best");
			break;
		case 'v':
			how.verbose = true;
			break;
		case 'w':
			range = range_arg(optarg);
			break;
		case 'x':
			how.others = &ix;
			break;
		default:
			opt_other(ch, "sg-match", usage);
		}
	}
	if (how.landmarks && how.json)
		errx(SG_FAIL, "-L is a stream: want no -j");
	fp = in_open(argc, argv, usage, &name);
	dir = db_path(db);
	if (fingerprint_open(&in, fp, name) < 0)
		errx(SG_FAIL, "%s", in.err);
	if (pg_is_url(dir) &&
	    mirror_follow(&mirror, cache_path(), dir, in.profile) < 0)
		errx(mirror.again ? SG_RETRY : SG_FAIL, "%s", mirror.err);
	if (index_open(&ix, mirror.dir != NULL ? mirror.dir : dir) < 0)
		errx(SG_FAIL, "%s", ix.err);
	if (in.profile != ix.profile)
		errx(SG_FAIL, "%s: want profile %s of the index %s, got %s",
		    name, ix.profile->name, dir, in.profile->name);
	match_init(&m, &ix, evalue, best, range);
	m.all_places = all;
	if (ratio < 0 && ix.profile->kind != PROFILE_SONICGEN)
		ratio = 0;
	m.ratio = ratio < 0 ? RATIO_DEFAULT : ratio;
	if (!how.json)
		answer_header(
		    stdout, how.landmarks, ix.profile, mirror.as_of, ix.state);
	found = match_stream(&in, &m, &how);
	if (!how.json)
		stream_put_end(stdout, 0);
	match_release(&m);
	fingerprint_release(&in);
	index_close(&ix);
	mirror_release(&mirror);
	free(dir);
	out_close();
	return found > 0 ? 0 : SG_NO;
}
