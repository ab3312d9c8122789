/* sg-store - put fingerprints into an index */

#include <err.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/sg.h"
#include "retrieval/index_merge.h"
#include "retrieval/index_meta.h"
#include "retrieval/index_store.h"
#include "signal/fingerprint.h"

static const char usage[] =
    "usage: sg-store [-hVv] [-d index] [-m videos.tsv] [file]";

static _Noreturn void fail(struct index_store *, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

static void
read_meta(struct meta *m, const char *path)
{
	FILE *fp;

	*m = (struct meta) { 0 };
	if (path == NULL)
		return;
	if ((fp = fopen(path, "r")) == NULL)
		err(SG_FAIL, "%s", path);
	if (meta_read(m, fp, path) < 0)
		errx(SG_FAIL, "%s", m->err);
	fclose(fp);
}

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
static void
check(struct index_store *s, const char *name, const struct fingerprint *fp)
{
	if (strcmp(fp->id, "stdin") == 0)
		fail(s,
		    "%s: a recording is called 'stdin': "
		    "give it a name: sg-hash -i",
		    name);
	if (!fp->has_hashes)
		fail(s,
		    "%s: '%s' has peaks, but no section of hashes "
		    "(sg-hash makes both)",
		    name, fp->id);
}

static void
store(struct index_store *s, struct fingerprint_reader *r,
    const struct meta *meta)
{
	struct segment_meta m;
	int got;

	while ((got = fingerprint_next(r)) > 0) {
		check(s, r->in.name, &r->fp);
		m = meta_find(meta, r->fp.id);
		if (index_store_put(s, &r->fp, &m) < 0)
			fail(s, "%s", s->err);
	}
	if (got < 0)
		fail(s, "%s", r->err);
	if (s->recordings == 0)
		fail(s, "%s: no recording in the stream", r->in.name);
	if (index_store_commit(s) < 0)
		fail(s, "%s", s->err);
}

int
main(int argc, char *argv[])
{
	const char *db = NULL, *meta_path = NULL, *name;
	struct fingerprint_reader r;
	struct index_store s;
	struct meta meta;
	bool verbose = false;
	char why[512], *dir;
	FILE *fp;
	int c;

	while ((c = getopt(argc, argv, "d:hm:Vv")) != -1)
		switch (c) {
		case 'd':
			db = optarg;
			break;
		case 'h':
			opt_help(usage);
		case 'm':
			meta_path = optarg;
			break;
		case 'V':
			opt_version("sg-store");
		case 'v':
			verbose = true;
			break;
		default:
			usage_fail(usage);
		}
	fp = in_open(argc, argv, usage, &name);
	dir = db_path(db);
	if (strncmp(dir, "postgresql://", 13) == 0)
		errx(
		    SG_FAIL, "%s: storing in PostgreSQL is not built yet", dir);
	read_meta(&meta, meta_path);
	if (fingerprint_open(&r, fp, name) < 0)
		errx(SG_FAIL, "%s", r.err);
	if (index_store_open(&s, dir, r.profile) < 0)
		errx(SG_FAIL, "%s", s.err);
	store(&s, &r, &meta);
	if (verbose)
		warnx("stored %ju recordings, %ju postings, replaced %ju",
		    (uintmax_t)s.recordings, (uintmax_t)s.postings,
		    (uintmax_t)s.replaced);
	index_store_close(&s);
	/* what is stored is safe: a failure to tidy up is not one to store */
	if (index_merge(dir, false, why, sizeof why) < 0)
		warnx("stored, but not merged: %s", why);
	fingerprint_release(&r);
	meta_release(&meta);
	free(dir);
	out_close();
	return 0;
}
