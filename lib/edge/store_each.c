#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/sg.h"
#include "edge/store_each.h"
#include "retrieval/index_merge.h"
#include "retrieval/index_store.h"

static int
fail(struct store_each *s, const char *why, bool again)
{
	snprintf(s->err, sizeof s->err, "%s", why);
	s->again = again;
	return -1;
}

static int
into_directory(struct store_each *s, const char *dir,
    const struct fingerprint *fp, const struct segment_meta *meta)
{
	struct index_store ix;
	int r = 0;

	if (index_store_open(&ix, dir, s->profile) < 0 ||
	    index_store_put(&ix, fp, meta) < 0 || index_store_commit(&ix) < 0)
		r = fail(s, ix.err, false);
	else
		s->replaced += ix.replaced;
	index_store_close(&ix);
	/* what is stored is safe: a failure to tidy up is not one to store */
	if (r == 0)
		index_merge(dir, false, s->unmerged, sizeof s->unmerged);
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
			return fail(s, s->db[i]->db.err, s->db[i]->db.again);
	}
	if (pg_store_each(s->db[i], fp, meta) < 0)
		return fail(s, s->db[i]->db.err, s->db[i]->db.again);
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
	s->recordings++;
	s->postings += fp->n_mark;
	return 0;
}

int
store_each_end(struct store_each *s)
{
	size_t i;
	int r = 0;

	for (i = 0; i < s->n; i++) {
		if (s->recordings > 0 && !s->used[i] &&
		    !pg_is_url(s->where[i]) &&
		    index_store_make(
			s->where[i], s->profile, s->err, sizeof s->err) < 0)
			r = -1;
		if (s->db[i] == NULL)
			continue;
		if (pg_store_settle(s->db[i]) < 0)
			r = fail(s, s->db[i]->db.err, s->db[i]->db.again);
		s->replaced += s->db[i]->replaced;
		pg_store_close(s->db[i]);
		free(s->db[i]);
		s->db[i] = NULL;
	}
	return r;
}
