/* sg-store - put fingerprints into an index */

#include <err.h>
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/sg.h"
#include "edge/storable.h"
#include "edge/store_all.h"
#include "edge/store_each.h"
#include "retrieval/index_meta.h"
#include "retrieval/index_store.h"

static const char usage[] =
    "usage: sg-store [-ehVv] [-d index ...] [-m videos.tsv] [file]";

/* What is on the disk, when it is known. */
static void
report(const struct stored *s, bool verbose)
{
	if (verbose)
		warnx("stored %ju recordings, %ju postings, replaced %ju",
		    (uintmax_t)s->recordings, (uintmax_t)s->postings,
		    (uintmax_t)s->replaced);
	if (s->unmerged[0] != '\0')
		warnx("stored, but not merged: %s", s->unmerged);
}

static void
store_in(const char *where, struct fingerprint_reader *r,
    const struct meta *meta, bool verbose)
{
	static struct stored s;

	if (store_all(&s, where, r, meta, getenv("SG_CLAIM")) < 0)
		errx(s.again ? SG_RETRY : SG_FAIL, "%s", s.err);
	report(&s, verbose);
	fingerprint_release(r);
}

static void
store_in_shards(const char *const *where, size_t n,
    struct fingerprint_reader *r, const struct meta *meta, bool verbose)
{
	struct fingerprint_reader part;
	FILE *pile[SHARDS_MAX];
	char why[512];
	size_t i;

	for (i = 0; i < n; i++)
		if ((pile[i] = tmpfile()) == NULL)
			err(SG_RETRY, "a temporary file");
	/* nothing is stored before all of them were read */
	if (storable_deal(r, pile, n) < 0)
		errx(SG_FAIL, "%s", r->err);
	for (i = 0; i < n; i++)
		if (fseek(pile[i], 0, SEEK_END) < 0 || ferror(pile[i]))
			err(SG_RETRY, "a temporary file");
	for (i = 0; i < n; i++) {
		if (ftell(pile[i]) > 0) {
			rewind(pile[i]);
			if (fingerprint_open(&part, pile[i], where[i]) < 0)
				errx(SG_FAIL, "%s", part.err);
			store_in(where[i], &part, meta, verbose);
		} else if (!pg_is_url(where[i]) &&
			   index_store_make(
			       where[i], r->profile, why, sizeof why) < 0)
			errx(SG_FAIL, "%s", why);
		fclose(pile[i]);
	}
	fingerprint_release(r);
}

static int
store_each(const char *const *where, size_t n, struct fingerprint_reader *r,
    const struct meta *meta, bool verbose)
{
	static struct store_each s;
	struct segment_meta m;
	int got, bad = 0, rc = 0;

	s = (struct store_each) { .where = where,
		.n = n,
		.profile = r->profile,
		.token = getenv("SG_CLAIM") };
	while (bad == 0 && (got = storable_next(r, s.stored.recordings)) > 0) {
		m = meta_find(meta, r->fp.id);
		bad = store_each_put(&s, &r->fp, &m);
	}
	/* the first failure is the one to tell of */
	if (bad < 0 || store_each_end(&s) < 0) {
		warnx("%s", s.stored.err);
		rc = s.stored.again ? SG_RETRY : SG_FAIL;
	} else {
		report(&s.stored, verbose);
		if (got < 0) {
			warnx("%s (what came before is stored)", r->err);
			rc = SG_FAIL;
		}
	}
	store_each_end(&s);
	fingerprint_release(r);
	return rc;
}

int
main(int argc, char *argv[])
{
	static const char *where[SHARDS_MAX];
	const char *meta_path = NULL, *name;
	struct fingerprint_reader r;
	struct meta meta;
	bool each = false, verbose = false;
	size_t n = 0;
	FILE *fp;
	int c, rc = 0;

	while ((c = getopt(argc, argv, "d:ehm:Vv")) != -1)
		if (c == 'd' && n < SHARDS_MAX)
			where[n++] = optarg;
		else if (c == 'e')
			each = true;
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
	if (each)
		rc = store_each(where, n, &r, &meta, verbose);
	else if (n == 1)
		store_in(where[0], &r, &meta, verbose);
	else
		store_in_shards(where, n, &r, &meta, verbose);
	meta_release(&meta);
	out_close();
	return rc;
}
