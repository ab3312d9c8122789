#include <stdlib.h>
#include <string.h>

#include "base/idset.h"
#include "base/num.h"
#include "base/sg.h"
#include "base/stream.h"
#include "edge/pg_array.h"
#include "edge/pg_bodies.h"
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

struct dump {
	struct pg_index *ix;
	void (*put)(void *, const struct fingerprint *);
	void *arg;
	struct idset found;
	char bad[ID_MAX + 1]; /* no identity */
};

static int
dump_one(void *arg, int64_t number, const struct fingerprint *fp)
{
	struct dump *d = arg;

	(void)number;
	idset_add(&d->found, fp->id);
	if (!id_valid(fp->id)) {
		strcpy(d->bad, fp->id);
		return 1;
	}
	d->put(d->arg, fp);
	d->ix->recordings++;
	return 0;
}

int
pg_index_dump(struct pg_index *ix,
    void (*put)(void *, const struct fingerprint *), void *arg)
{
	struct dump d = { .ix = ix, .put = put, .arg = arg };
	int r;

	if (send(ix, "select d.doc, d.frames, d.postings, d.body, v.source_id "
		     "from sg.doc d join public.videos v on v.id = d.video "
		     "where d.profile = $1::smallint "
		     "and ($2::text[] is null or v.source_id = any ($2)) "
		     "order by d.doc") < 0)
		return -1;
	r = pg_bodies_each(&ix->db, ix->profile, dump_one, &d);
	tell_absent(ix, &d.found);
	if (r > 0)
		return pg_fail(&ix->db, "'%.255s' is no identity", d.bad);
	return r;
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
