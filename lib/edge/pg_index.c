#include <stdlib.h>
#include <string.h>

#include "base/idset.h"
#include "base/num.h"
#include "base/sg.h"
#include "base/stream.h"
#include "edge/pg_array.h"
#include "edge/pg_index.h"
#include "edge/pg_profile.h"
#include "retrieval/index_print.h"

int
pg_index_open(struct pg_index *ix, const char *url, const char *profile)
{
	*ix = (struct pg_index) { .name = profile };
	return pg_open(&ix->db, url, "sg-index");
}

int
pg_index_choose(struct pg_index *ix)
{
	if (ix->profile == NULL)
		ix->profile = pg_profile_choose(&ix->db, ix->name, ix->number);
	return ix->profile != NULL ? 0 : -1;
}

void
pg_index_close(struct pg_index *ix)
{
	pg_close(&ix->db);
}

/* Send a statement about the profile and the ids, or all. */
static int
send(struct pg_index *ix, const char *sql)
{
	const char *arg[] = { ix->number, NULL };
	char *ids;
	int r;

	if (pg_index_choose(ix) < 0)
		return -1;
	arg[1] = ids = ix->n > 0 ? pg_text_array(ix->id, ix->n) : NULL;
	r = pg_send(&ix->db, sql, arg, NULL, 2);
	free(ids);
	return r;
}

/* Which ids are not in the set, and release it. */
static void
tell_absent(const struct pg_index *ix, struct idset *found)
{
	size_t i;

	for (i = 0; i < ix->n; i++)
		ix->absent[i] = idset_add(found, ix->id[i]);
	idset_release(found);
}

/* What the row says: id, title, url, published, duration, frames ... */
static void
take_row(const struct pg *db, struct segment_rec *rec)
{
	const char *duration = pg_text(db, 0, 4);

	*rec = (struct segment_rec) {
		.id = pg_text(db, 0, 0),
		.title = pg_text(db, 0, 1),
		.url = pg_text(db, 0, 2),
		.published = pg_text(db, 0, 3),
		.duration_s = -1,
		.frames = (uint32_t)pg_number(db, 0, 5),
		.n_postings = (uint32_t)pg_number(db, 0, 6),
		.n_peaks = (uint32_t)pg_number(db, 0, 7),
	};
	if (duration != NULL)
		num_real(duration, 0, 1e300, &rec->duration_s);
}

int
pg_index_list(struct pg_index *ix, FILE *fp)
{
	struct idset found = { 0 };
	struct segment_rec rec;
	int r;

	if (send(ix, "select v.source_id, v.title, v.url, " PG_UTC(
			 "v.published_at") ", v.duration::text, "
					   "d.frames, d.postings, d.peaks "
					   "from sg.doc d join public.videos v "
					   "on v.id = d.video "
					   "where d.profile = $1::smallint "
					   "and ($2::text[] is null or "
					   "v.source_id = any ($2)) "
					   "order by d.doc") < 0)
		return -1;
	index_print_head(fp, ix->profile);
	while ((r = pg_next(&ix->db)) > 0) {
		take_row(&ix->db, &rec);
		idset_add(&found, rec.id);
		index_print_recording(fp, ix->profile, &rec);
	}
	if (r == 0)
		stream_put_end(fp, 0);
	tell_absent(ix, &found);
	return r;
}

/* Hand out the current row. */
static int
put_row(struct pg_index *ix, struct doc *d,
    void (*put)(void *, const struct fingerprint *), void *arg)
{
	const char *id = pg_text(&ix->db, 0, 0);
	const uint8_t *body;
	size_t n;

	body = pg_bytes(&ix->db, 0, 1, &n);
	if (!id_valid(id))
		return pg_fail(&ix->db, "'%.255s' is no identity", id);
	if (doc_read(d, ix->profile, body, n,
		(uint32_t)pg_number(&ix->db, 0, 2),
		(uint32_t)pg_number(&ix->db, 0, 3)) < 0)
		return pg_fail(&ix->db, "'%s': %s", id, d->err);
	strcpy(d->fp.id, id);
	put(arg, &d->fp);
	ix->recordings++;
	return 0;
}

int
pg_index_dump(struct pg_index *ix,
    void (*put)(void *, const struct fingerprint *), void *arg)
{
	struct idset found = { 0 };
	struct doc d = { 0 };
	int r, bad = 0;

	if (send(ix, "select v.source_id, d.body, d.frames, d.postings "
		     "from sg.doc d join public.videos v on v.id = d.video "
		     "where d.profile = $1::smallint "
		     "and ($2::text[] is null or v.source_id = any ($2)) "
		     "order by d.doc") < 0)
		return -1;
	while (bad == 0 && (r = pg_next(&ix->db)) > 0) {
		idset_add(&found, pg_text(&ix->db, 0, 0));
		bad = put_row(ix, &d, put, arg);
	}
	doc_release(&d);
	tell_absent(ix, &found);
	return bad < 0 ? bad : r;
}

int
pg_index_remove(struct pg_index *ix, bool by_profile)
{
	const char *arg[] = { NULL, NULL };
	struct idset found = { 0 };
	char *ids;
	int i, r;

	if (by_profile && pg_index_choose(ix) < 0)
		return -1;
	if (by_profile)
		arg[1] = ix->profile->name;
	arg[0] = ids = pg_text_array(ix->id, ix->n);
	r = pg_run(&ix->db, "select sg.remove($1, $2)", arg, 2);
	free(ids);
	if (r < 0)
		return -1;
	for (i = 0; i < pg_rows(&ix->db); i++)
		idset_add(&found, pg_text(&ix->db, i, 0));
	tell_absent(ix, &found);
	return 0;
}
