/* sg-store - put fingerprints into an index */

#include <err.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/sg.h"
#include "edge/pg_store.h"
#include "edge/shards.h"
#include "edge/storable.h"
#include "retrieval/index_merge.h"
#include "retrieval/index_meta.h"
#include "retrieval/index_store.h"
#include "signal/fingerprint.h"

static const char usage[] =
    "usage: sg-store [-hVv] [-d index ...] [-m videos.tsv] [file]";

static _Noreturn void fail(struct index_store *, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* Die, and leave no temporary file. */
static void
fail(struct index_store *s, const char *fmt, ...)
{
	va_list ap;

	index_store_close(s);
	va_start(ap, fmt);
	verrx(SG_FAIL, fmt, ap);
} /* cppcheck-suppress va_end_missing */

static void
store(struct index_store *s, struct fingerprint_reader *r,
    const struct meta *meta)
{
	struct segment_meta m;
	int got;

	while ((got = storable_next(r, s->recordings)) > 0) {
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
	while (bad == 0 && (got = storable_next(r, s.recordings)) > 0) {
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

static void
store_in(const char *where, struct fingerprint_reader *r,
    const struct meta *meta, bool verbose)
{
	(pg_is_url(where) ? store_in_database : store_in_directory)(
	    where, r, meta, verbose);
	fingerprint_release(r);
}

/* Deal the recordings out: nothing is stored before all of them were read. */
static void
deal(struct fingerprint_reader *r, FILE *pile[], size_t n)
{
	uint64_t seen = 0;
	size_t i;
	int got;

	for (i = 0; i < n; i++)
		if ((pile[i] = tmpfile()) == NULL)
			err(SG_RETRY, "a temporary file");
	while ((got = storable_next(r, seen)) > 0) {
		i = shards_of(r->fp.id, n);
		fingerprint_print(pile[i], r->profile, "sg-store", &r->fp);
		seen++;
	}
	if (got < 0)
		errx(SG_FAIL, "%s", r->err);
	for (i = 0; i < n; i++)
		if (fseek(pile[i], 0, SEEK_END) < 0 || ferror(pile[i]))
			err(SG_RETRY, "a temporary file");
}

/* A shard that has nothing yet is searched, too. */
static void
make_empty(const char *where, const struct profile *p)
{
	struct index_store s;

	if (index_store_open(&s, where, p) < 0 || index_store_commit(&s) < 0)
		fail(&s, "%s", s.err);
	index_store_close(&s);
}

static void
store_in_shards(const char *const *where, size_t n,
    struct fingerprint_reader *r, const struct meta *meta, bool verbose)
{
	struct fingerprint_reader part;
	FILE *pile[SHARDS_MAX];
	size_t i;

	deal(r, pile, n);
	for (i = 0; i < n; i++) {
		if (ftell(pile[i]) > 0) {
			rewind(pile[i]);
			if (fingerprint_open(&part, pile[i], where[i]) < 0)
				errx(SG_FAIL, "%s", part.err);
			store_in(where[i], &part, meta, verbose);
		} else if (!pg_is_url(where[i]))
			make_empty(where[i], r->profile);
		fclose(pile[i]);
	}
	fingerprint_release(r);
}

int
main(int argc, char *argv[])
{
	static const char *where[SHARDS_MAX];
	const char *meta_path = NULL, *name;
	struct fingerprint_reader r;
	struct meta meta;
	bool verbose = false;
	size_t n = 0;
	FILE *fp;
	int c;

	while ((c = getopt(argc, argv, "d:hm:Vv")) != -1)
		if (c == 'd' && n < SHARDS_MAX)
			where[n++] = optarg;
		else if (c == 'm')
			meta_path = optarg;
		else if (c == 'v')
			verbose = true;
		else
			opt_other(c, "sg-store", usage);
	fp = in_open(argc, argv, usage, &name);
	if (n == 0)
		where[n++] = db_path(NULL);
	if (meta_read(&meta, meta_path) < 0)
		errx(SG_FAIL, "%s", meta.err);
	if (fingerprint_open(&r, fp, name) < 0)
		errx(SG_FAIL, "%s", r.err);
	if (n == 1)
		store_in(where[0], &r, &meta, verbose);
	else
		store_in_shards(where, n, &r, &meta, verbose);
	meta_release(&meta);
	out_close();
	return 0;
}
