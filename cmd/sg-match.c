/* sg-match - find the recordings of an index that a clip was cut from */

#include <err.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/sg.h"
#include "base/stream.h"
#include "base/text.h"
#include "edge/json.h"
#include "retrieval/index.h"
#include "retrieval/match.h"
#include "signal/fingerprint.h"

static const char usage[] =
    "usage: sg-match [-hjVv] [-d index] [-e evalue] [-n best] "
    "[-w none|axes|full] [file]";

static void
print_row(const char *query, size_t rank, const struct candidate *c)
{
	text_put(stdout, query);
	printf("\t%zu\t", rank);
	text_put(stdout, c->rec.id);
	printf("\t%u\t%.2g\t%.3f\t%.3f\t%.3f\t%.3f\t%.3f\t%.4f\t%.4f\t",
	    c->votes, c->evalue, c->offset_s, c->q_from_s, c->q_to_s,
	    c->ref_from_s, c->ref_to_s, c->speed, c->pitch);
	text_put(stdout, c->rec.title);
	putchar('\n');
}

static void
print_json(const char *query, size_t rank, const struct candidate *c)
{
	struct json_line l;

	json_begin(&l);
	json_text(&l, "query", query);
	json_number(&l, "rank", (double)rank, 0);
	json_text(&l, "id", c->rec.id);
	json_number(&l, "votes", c->votes, 0);
	json_number(&l, "evalue", c->evalue, -1);
	json_number(&l, "offset_s", c->offset_s, 3);
	json_number(&l, "q_from_s", c->q_from_s, 3);
	json_number(&l, "q_to_s", c->q_to_s, 3);
	json_number(&l, "ref_from_s", c->ref_from_s, 3);
	json_number(&l, "ref_to_s", c->ref_to_s, 3);
	json_number(&l, "speed", c->speed, 4);
	json_number(&l, "pitch", c->pitch, 4);
	json_text(&l, "title", c->rec.title);
	json_end(&l, stdout);
}

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

/* Answer every clip of the stream; returns how many had a candidate. */
static size_t
match_stream(
    struct fingerprint_reader *in, struct match *m, bool json, bool verbose)
{
	size_t found = 0, i;
	int r;

	while ((r = fingerprint_next(in)) == 1) {
		if (match_clip(m, &in->fp) < 0)
			errx(SG_FAIL, "%s: %s", in->fp.id, m->err);
		for (i = 0; i < m->n; i++)
			(json ? print_json : print_row)(
			    in->fp.id, i + 1, &m->list[i]);
		found += m->n > 0;
		if (verbose)
			warnx(
			    "%s: %zu peaks, %ju lookups, %ju hits, %ju hashes "
			    "too common, %zu candidates",
			    in->fp.id, in->fp.n_peak, (uintmax_t)m->lookups,
			    (uintmax_t)m->hits, (uintmax_t)m->skipped, m->n);
	}
	if (r < 0)
		errx(SG_FAIL, "%s", in->err);
	return found;
}

int
main(int argc, char *argv[])
{
	bool json = false, verbose = false;
	double evalue = MATCH_EVALUE;
	enum warp_range range = WARP_FULL;
	struct fingerprint_reader in;
	const char *db = NULL, *name;
	char spelling[PROFILE_SPELLING_MAX], *dir;
	struct index ix;
	struct match m;
	size_t best = 10, found;
	FILE *fp;
	int ch;

	while ((ch = getopt(argc, argv, "Vd:e:hjn:vw:")) != -1) {
		switch (ch) {
		case 'V':
			opt_version("sg-match");
		case 'd':
			db = optarg;
			break;
		case 'e':
			evalue = real_arg(optarg, 0, 1e9, "-e evalue");
			break;
		case 'h':
			opt_help(usage);
		case 'j':
			json = true;
			break;
		case 'n':
			best = (size_t)num_arg(optarg, 1, 64, "-n best");
			break;
		case 'v':
			verbose = true;
			break;
		case 'w':
			range = range_arg(optarg);
			break;
		default:
			usage_fail(usage);
		}
	}
	fp = in_open(argc, argv, usage, &name);
	dir = db_path(db);

	if (index_open(&ix, dir) < 0)
		errx(SG_FAIL, "%s", ix.err);
	if (fingerprint_open(&in, fp, name) < 0)
		errx(SG_FAIL, "%s", in.err);
	if (in.profile != ix.profile)
		errx(SG_FAIL, "%s: want profile %s of the index %s, got %s",
		    name, ix.profile->name, dir, in.profile->name);
	match_init(&m, &ix, evalue, best, range);
	profile_spell(ix.profile, spelling);
	if (!json)
		stream_put_header(
		    stdout, &stream_candidates, spelling, "sg-match", NULL);
	found = match_stream(&in, &m, json, verbose);
	if (!json)
		stream_put_end(stdout, 0);

	match_release(&m);
	fingerprint_release(&in);
	index_close(&ix);
	free(dir);
	out_close();
	return found > 0 ? 0 : SG_NO;
}
