#include <stdlib.h>

#include "base/sg.h"
#include "edge/store_each.h"
#include "retrieval/index_store.h"

static int
into_directory(struct store_each *s, const char *dir,
    const struct fingerprint *fp, const struct segment_meta *meta)
{
	struct index_store ix;
	int r = 0;

	if (index_store_open(&ix, dir, s->profile) < 0 ||
	    index_store_put(&ix, fp, meta) < 0 || index_store_commit(&ix) < 0)
		r = stored_fail(&s->stored, ix.err, false);
	else
		s->stored.replaced += ix.replaced;
	index_store_close(&ix);
	if (r == 0)
		stored_merge(&s->stored, dir);
	return r;
}

static int
into_database(struct store_each *s, size_t i, const struct fingerprint *fp,
    const struct segment_meta *meta)
{
	if (!s->used[i]) {
		s->db[i] = xreallocarray(NULL, 1, sizeof *s->db[i]);
		if (pg_store_open(s->db[i], s->where[i], s->profile, s->token) <
		    0)
			return stored_fail(
			    &s->stored, s->db[i]->db.err, s->db[i]->db.again);
	}
	if (pg_store_each(s->db[i], fp, meta) < 0)
		return stored_fail(
		    &s->stored, s->db[i]->db.err, s->db[i]->db.again);
	return 0;
}

int
store_each_put(struct store_each *s, const struct fingerprint *fp,
    const struct segment_meta *meta)
{
	size_t i = shards_of(fp->id, s->n);
	int r = pg_is_url(s->where[i]) ?
		    into_database(s, i, fp, meta) :
		    into_directory(s, s->where[i], fp, meta);

	s->used[i] = true;
	if (r < 0)
		return -1;
	s->stored.recordings++;
	s->stored.postings += fp->n_mark;
	return 0;
}

int
store_each_end(struct store_each *s)
{
	size_t i;
	int r = 0;

	for (i = 0; i < s->n; i++) {
		if (s->stored.recordings > 0 && !s->used[i] &&
		    !pg_is_url(s->where[i]) &&
		    index_store_make(s->where[i], s->profile, s->stored.err,
			sizeof s->stored.err) < 0)
			r = -1;
		if (s->db[i] == NULL)
			continue;
		if (pg_store_settle(s->db[i]) < 0)
			r = stored_fail(
			    &s->stored, s->db[i]->db.err, s->db[i]->db.again);
		s->stored.replaced += s->db[i]->replaced;
		pg_store_close(s->db[i]);
		free(s->db[i]);
		s->db[i] = NULL;
	}
	return r;
}
