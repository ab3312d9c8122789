/* sg-decide - an original, or a copy of which? */

#include <err.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/sg.h"
#include "edge/decision_print.h"
#include "edge/shelf.h"
#include "retrieval/index_meta.h"
#include "signal/fingerprint.h"

static const char usage[] =
    "usage: sg-decide [-ahjVv] [-d index] [-m videos.tsv] fingerprint "
    "[candidates]";

struct job {
	struct shelf shelf;
	struct fingerprint_reader in;
	struct nominations nominations;
	struct meta meta;
	bool all, json, verbose;
	bool keep; /* carry it out */
};

static bool
row_at(const struct job *j, const struct shelf_item *item, size_t i,
    struct decision_row *row)
{
	if (j->all)
		return decision_copy_at(
		    &item->decision, &item->exhibit, i, row);
	return decision_row_at(&item->decision, &item->exhibit, i, row);
}

static void
print(const struct job *j, const struct shelf_item *item)
{
	struct decision_row row;
	size_t i;

	if (j->verbose)
		decision_print_table(stderr, &item->decision, &item->exhibit);
	for (i = 0; row_at(j, item, i, &row); i++)
		(j->json ? decision_print_json : decision_print_row)(
		    stdout, &row);
}

static _Noreturn void
fail(const struct job *j)
{
	errx(j->shelf.again ? SG_RETRY : SG_FAIL, "%s", j->shelf.err);
}

/* What cannot be compared by its peaks. */
static void
check(const struct job *j)
{
	const struct fingerprint *fp = &j->in.fp;

	if (j->keep && strcmp(fp->id, "stdin") == 0)
		errx(SG_FAIL,
		    "%s: a recording is called 'stdin': "
		    "give it a name: sg-hash -i",
		    j->in.in.name);
	if (!fp->has_hashes ||
	    (!fp->has_peaks && j->in.profile->kind == PROFILE_SG1))
		errx(SG_FAIL,
		    "%s: '%s': want peaks and hashes (sg-hash makes both)",
		    j->in.in.name, fp->id);
}

static void
decide(struct job *j)
{
	struct segment_meta meta = meta_find(&j->meta, j->in.fp.id);
	struct shelf_item item = {
		.fp = &j->in.fp,
		.meta = &meta,
		.nominations = &j->nominations,
	};

	check(j);
	if (nominations_next(&j->nominations, j->in.fp.id) < 0)
		errx(SG_FAIL, "%s", j->nominations.err);
	shelf_searched(&j->shelf, j->nominations.in.as_of);
	if ((j->keep ? shelf_keep : shelf_decide)(&j->shelf, &item) < 0)
		fail(j);
	print(j, &item);
	decision_release(&item.decision);
	exhibit_release(&item.exhibit);
}

/* All fingerprints, beside their candidates. */
static void
run(struct job *j)
{
	size_t n = 0;
	int r;

	for (; (r = fingerprint_next(&j->in)) == 1; n++)
		decide(j);
	if (r < 0)
		errx(SG_FAIL, "%s", j->in.err);
	if (n == 0)
		errx(SG_FAIL, "%s: no recording in the stream", j->in.in.name);
	if (nominations_end(&j->nominations) < 0)
		errx(SG_FAIL, "%s", j->nominations.err);
}

static const char *
options(struct job *j, int argc, char *argv[], const char **meta)
{
	const char *db = NULL;
	int c;

	while ((c = getopt(argc, argv, "Vad:hjm:v")) != -1)
		if (c == 'a')
			j->all = true;
		else if (c == 'd')
			db = optarg;
		else if (c == 'j')
			j->json = true;
		else if (c == 'm')
			*meta = optarg;
		else if (c == 'v')
			j->verbose = true;
		else
			opt_other(c, "sg-decide", usage);
	return db;
}

int
main(int argc, char *argv[])
{
	const char *db, *meta = NULL, *token = getenv("SG_CLAIM"), *name, *file;
	char spelling[PROFILE_SPELLING_MAX], why[512], *where;
	struct job j = { 0 };
	FILE *fp, *candidates;

	db = options(&j, argc, argv, &meta);
	if (optind == argc)
		usage_fail(usage);
	file = argv[optind++];
	candidates = in_open(argc, argv, usage, &name);
	if ((fp = fopen(file, "r")) == NULL)
		err(SG_FAIL, "%s", file);
	j.keep = !j.all && (db != NULL || token != NULL);
	where = db_path(db);
	if (meta_read(&j.meta, meta) < 0)
		errx(SG_FAIL, "%s", j.meta.err);
	if (fingerprint_open(&j.in, fp, file) < 0)
		errx(SG_FAIL, "%s", j.in.err);
	profile_spell(j.in.profile, spelling);
	if (shelf_open(&j.shelf, where, j.in.profile, token) < 0)
		fail(&j);
	if (nominations_open(&j.nominations, candidates, name, spelling) < 0)
		errx(SG_FAIL, "%s", j.nominations.err);
	if (!j.json)
		stream_put_header(
		    stdout, &stream_decisions, spelling, "sg-decide", NULL);
	run(&j);
	if (!j.json)
		stream_put_end(stdout, 0);
	if (shelf_tidy(&j.shelf, why) < 0)
		warnx("stored, but not merged: %s", why);
	nominations_release(&j.nominations);
	meta_release(&j.meta);
	fingerprint_release(&j.in);
	shelf_close(&j.shelf);
	free(where);
	out_close();
	return 0;
}
