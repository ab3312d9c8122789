/* sg-store - put fingerprints into an index */

#include <err.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/sg.h"
#include "edge/pg_store.h"
#include "retrieval/index_merge.h"
#include "retrieval/index_meta.h"
#include "retrieval/index_store.h"
#include "signal/fingerprint.h"

static const char usage[] =
    "usage: sg-store [-hVv] [-d index] [-m videos.tsv] [file]";

static _Noreturn void fail(struct index_store *, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* Die, and leave no temporary file. */
static void
fail(struct index_store *s, const char *fmt, ...)
{
	va_list ap;

	index_store_close(s);
	va_start(ap, fmt);
	verrx(SG_FAIL, fmt, ap); /* the end: no va_end */
}

/* What a search would never find, or find under a useless name. */
static const char *
unfit(const struct fingerprint *fp)
{
	if (strcmp(fp->id, "stdin") == 0)
		return "a recording is called 'stdin': "
		       "give it a name: sg-hash -i";
	if (!fp->has_hashes)
		return "has peaks, but no section of hashes "
		       "(sg-hash makes both)";
	return NULL;
}

/* The next recording: 1, or 0 at the end, or -1 with r->err set. */
static int
next(struct fingerprint_reader *r, uint64_t so_far)
{
	int got = fingerprint_next(r);
	const char *why;

	if (got == 0 && so_far == 0) {
		snprintf(r->err, sizeof r->err,
		    "%.200s: no recording in the stream", r->in.name);
		return -1;
	}
	if (got <= 0 || (why = unfit(&r->fp)) == NULL)
		return got;
	snprintf(r->err, sizeof r->err, "%.128s: '%.255s': %s", r->in.name,
	    r->fp.id, why);
	return -1;
}

static void
store(struct index_store *s, struct fingerprint_reader *r,
    const struct meta *meta)
{
	struct segment_meta m;
	int got;

	while ((got = next(r, s->recordings)) > 0) {
		m = meta_find(meta, r->fp.id);
		if (index_store_put(s, &r->fp, &m) < 0)
			fail(s, "%s", s->err);
	}
	if (got < 0)
		fail(s, "%s", r->err);
	if (index_store_commit(s) < 0)
		fail(s, "%s", s->err);
}

static void
say(uint64_t recordings, uint64_t postings, uint64_t replaced)
{
	warnx("stored %ju recordings, %ju postings, replaced %ju",
	    (uintmax_t)recordings, (uintmax_t)postings, (uintmax_t)replaced);
}

static void
store_in_directory(const char *dir, struct fingerprint_reader *r,
    const struct meta *meta, bool verbose)
{
	struct index_store s;
	char why[512];

	if (index_store_open(&s, dir, r->profile) < 0)
		errx(SG_FAIL, "%s", s.err);
	store(&s, r, meta);
	if (verbose)
		say(s.recordings, s.postings, s.replaced);
	index_store_close(&s);
	/* what is stored is safe: a failure to tidy up is not one to store */
	if (index_merge(dir, false, why, sizeof why) < 0)
		warnx("stored, but not merged: %s", why);
}

static void
store_in_database(const char *url, struct fingerprint_reader *r,
    const struct meta *meta, bool verbose)
{
	struct segment_meta m;
	struct pg_store s;
	int got, bad;

	bad = pg_store_open(&s, url, r->profile, getenv("SG_CLAIM"));
	while (bad == 0 && (got = next(r, s.recordings)) > 0) {
		m = meta_find(meta, r->fp.id);
		bad = pg_store_put(&s, &r->fp, &m);
	}
	if (bad == 0 && got < 0)
		errx(SG_FAIL, "%s", r->err);
	if (bad < 0 || pg_store_commit(&s) < 0)
		errx(s.db.again ? SG_RETRY : SG_FAIL, "%s", s.db.err);
	if (verbose)
		say(s.recordings, s.postings, s.replaced);
	pg_store_close(&s);
}

int
main(int argc, char *argv[])
{
	const char *db = NULL, *meta_path = NULL, *name;
	struct fingerprint_reader r;
	struct meta meta;
	bool verbose = false;
	char *dir;
	FILE *fp;
	int c;

	while ((c = getopt(argc, argv, "d:hm:Vv")) != -1)
		switch (c) {
		case 'd':
			db = optarg;
			break;
		case 'm':
			meta_path = optarg;
			break;
		case 'v':
			verbose = true;
			break;
		default:
			opt_other(c, "sg-store", usage);
		}
	fp = in_open(argc, argv, usage, &name);
	dir = db_path(db);
	if (meta_read(&meta, meta_path) < 0)
		errx(SG_FAIL, "%s", meta.err);
	if (fingerprint_open(&r, fp, name) < 0)
		errx(SG_FAIL, "%s", r.err);
	(pg_is_url(dir) ? store_in_database : store_in_directory)(
	    dir, &r, &meta, verbose);
	fingerprint_release(&r);
	meta_release(&meta);
	free(dir);
	out_close();
	return 0;
}
