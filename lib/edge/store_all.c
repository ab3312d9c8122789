#include "edge/store_all.h"
#include "edge/pg_store.h"
#include "edge/storable.h"
#include "retrieval/index_store.h"

static int
put_all(struct stored *s, struct index_store *ix, struct fingerprint_reader *r,
    const struct meta *meta)
{
	struct segment_meta m;
	int got;

	while ((got = storable_next(r, ix->recordings)) > 0) {
		m = meta_find(meta, r->fp.id);
		if (index_store_put(ix, &r->fp, &m) < 0)
			return stored_fail(s, ix->err, false);
	}
	if (got < 0)
		return stored_fail(s, r->err, false);
	if (index_store_commit(ix) < 0)
		return stored_fail(s, ix->err, false);
	s->recordings = ix->recordings;
	s->postings = ix->postings;
	s->replaced = ix->replaced;
	return 0;
}

static int
into_directory(struct stored *s, const char *dir, struct fingerprint_reader *r,
    const struct meta *meta)
{
	struct index_store ix;
	int bad;

	bad = index_store_open(&ix, dir, r->profile) < 0 ?
		  stored_fail(s, ix.err, false) :
		  put_all(s, &ix, r, meta);
	index_store_close(&ix);
	if (bad == 0)
		stored_merge(s, dir);
	return bad;
}

static int
into_database(struct stored *s, const char *url, struct fingerprint_reader *r,
    const struct meta *meta, const char *token)
{
	struct segment_meta m;
	struct pg_store db;
	int got = 1, bad;

	bad = pg_store_open(&db, url, r->profile, token);
	while (bad == 0 && (got = storable_next(r, db.recordings)) > 0) {
		m = meta_find(meta, r->fp.id);
		bad = pg_store_put(&db, &r->fp, &m);
	}
	if (bad == 0 && got < 0)
		bad = stored_fail(s, r->err, false);
	else if (bad < 0 || pg_store_commit(&db) < 0)
		bad = stored_fail(s, db.db.err, db.db.again);
	s->recordings = db.recordings;
	s->postings = db.postings;
	s->replaced = db.replaced;
	pg_store_close(&db);
	return bad;
}

int
store_all(struct stored *s, const char *where, struct fingerprint_reader *r,
    const struct meta *meta, const char *token)
{
	*s = (struct stored) { 0 };
	if (pg_is_url(where))
		return into_database(s, where, r, meta, token);
	return into_directory(s, where, r, meta);
}
