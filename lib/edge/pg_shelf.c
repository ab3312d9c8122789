#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memstream.h"
#include "base/num.h"
#include "base/sg.h"
#include "edge/decision_print.h"
#include "edge/pg_array.h"
#include "edge/pg_profile.h"
#include "edge/pg_shelf.h"
#include "edge/pg_store.h"
#include "retrieval/doc.h"

enum {
	ARGS = 12,
	PATIENCE = 3 /* rounds before we keep others from storing */
};

/* The share of copies of a channel. */
#define COPIES                                                                 \
	"(select avg(c.is_link::integer)::float8::text from public.videos c "  \
	"where c.channel_id = v.channel_id "                                   \
	"and c.match_status in ('fingerprinted', 'matched'))"

static int
fail(struct shelf *s)
{
	s->again = s->db.again;
	return shelf_fail(s, s->db.err);
}

int
pg_shelf_open(struct shelf *s)
{
	const char *as_of;

	if (pg_open(&s->db, s->where, "sg-decide") < 0 ||
	    pg_run(&s->db, "select pg_current_snapshot(), gen_random_uuid()",
		NULL, 0) < 0)
		return fail(s);
	s->as_of = xstrdup(pg_text(&s->db, 0, 0));
	snprintf(s->batch, sizeof s->batch, "%s", pg_text(&s->db, 0, 1));
	if (s->token == NULL)
		return 0;
	if (pg_run(&s->db,
		"select as_of from public.videos where claim_token = $1",
		&s->token, 1) < 0)
		return fail(s);
	if (pg_rows(&s->db) > 0 && (as_of = pg_text(&s->db, 0, 0)) != NULL) {
		free(s->as_of);
		s->as_of = xstrdup(as_of);
	}
	return 0;
}

static char *
copy_of(const char *text)
{
	return text != NULL ? xstrdup(text) : NULL;
}

/* The columns published, own, original, copies, from the first on. */
static void
take_catalogue(const struct pg *db, int first, struct exhibit *e)
{
	const char *copies = pg_text(db, 0, first + 3);

	if (e->published == NULL)
		e->published = copy_of(pg_text(db, 0, first));
	e->own = strcmp(pg_text(db, 0, first + 1), "true") == 0;
	e->original = copy_of(pg_text(db, 0, first + 2));
	if (copies != NULL)
		num_real(copies, 0, 1, &e->copies);
}

/* Ask for a document: frames, postings, body, and the catalogue's columns. */
static int
ask(struct shelf *s, const char *id)
{
	const char *const arg[] = { id, s->profile->name };

	return pg_send(&s->db,
	    "select d.frames, d.postings, d.body, " PG_UTC(
		"v.published_at") ", v.own::text, o.source_id, " COPIES
				  " from public.videos v "
				  "join sg.doc d on d.video = v.id "
				  "join sg.profile f on f.profile = d.profile "
				  "left join public.videos o on o.id = "
				  "v.original_video_id "
				  "where v.source_id = $1 and f.name = $2",
	    arg, NULL, 2);
}

/* The document that was asked for: 1, 0 for none, -1. */
static int
get(struct shelf *s, struct doc *doc, const char *id)
{
	const uint8_t *body;
	size_t n;
	int r;

	if ((r = pg_next(&s->db)) <= 0)
		return r;
	body = pg_bytes(&s->db, 0, 2, &n);
	if (doc_read(doc, s->profile, body, n,
		(uint32_t)pg_number(&s->db, 0, 0),
		(uint32_t)pg_number(&s->db, 0, 1)) < 0)
		return pg_fail(&s->db, "'%.255s': %s", id, doc->err);
	snprintf(doc->fp.id, sizeof doc->fp.id, "%s", id);
	return 1;
}

int
pg_shelf_find(struct shelf *s, struct exhibit *e, const char *id)
{
	struct doc doc = { 0 };
	int r = ask(s, id);

	*e = (struct exhibit) { .copies = -1 };
	if (r == 0 && (r = get(s, &doc, id)) > 0) {
		exhibit_init(e, s->profile, &doc.fp);
		e->stored = true;
		take_catalogue(&s->db, 3, e);
		if (pg_wait(&s->db) < 0)
			r = -1;
	}
	doc_release(&doc);
	return r < 0 ? fail(s) : r;
}

int
pg_shelf_know(struct shelf *s, struct exhibit *e)
{
	const char *const arg[] = { e->id };

	if (pg_run(&s->db,
		"select " PG_UTC(
		    "v.published_at") ", v.own::text, null, " COPIES
				      " from public.videos v where v.source_id "
				      "= $1",
		arg, 1) < 0)
		return fail(s);
	if (pg_rows(&s->db) > 0)
		take_catalogue(&s->db, 0, e);
	return 0;
}

/* The decision as JSON: the rows of the stream. The caller's. */
static char *
spell(const struct shelf_item *i)
{
	struct decision_row row;
	struct memstream text;
	FILE *fp = memstream_open(&text);
	size_t k;

	for (k = 0; decision_row_at(&i->decision, &i->exhibit, k, &row); k++) {
		putc(k > 0 ? ',' : '[', fp);
		decision_print_json(fp, &row);
	}
	putc(']', fp);
	return memstream_close(&text);
}

/* One statement, which is one transaction unless we are in one. */
static int
send_decision(struct shelf *s, const struct shelf_item *i, const char *decision)
{
	bool store = i->decision.status == DECISION_FINGERPRINTED;
	char profile[PG_NUMBER], frames[PG_NUMBER], seconds[PG_NUMBER + 8];
	const struct segment_meta *m = i->meta;
	const char *arg[ARGS] = { s->token, decision, s->as_of, profile, frames,
		NULL, NULL, s->batch, m->title, m->url,
		m->duration_s >= 0 ? seconds : NULL, m->published };
	int size[ARGS] = { 0 }, r;
	struct pg_array postings;
	uint8_t *body = NULL;
	size_t n;

	if (pg_profile_make(&s->db, s->profile, profile) < 0)
		return -1;
	snprintf(frames, sizeof frames, "%" PRIu32, i->fp->frames);
	snprintf(seconds, sizeof seconds, "%.17g", m->duration_s);
	pg_array_init(&postings, 8);
	if (store) {
		body = doc_pack(s->profile, i->fp, &n);
		arg[5] = (const char *)body;
		size[5] = (int)n;
		pg_store_postings(&postings, i->fp);
		arg[6] = pg_array_arg(&postings, &size[6]);
	}
	r = pg_run_binary(&s->db,
	    "select as_of, id from sg.decide($1, $2::jsonb, "
	    "$3::text::pg_snapshot, $4::smallint, $5, $6::bytea, "
	    "$7::bigint[], $8, $9, $10, $11, $12)",
	    arg, size, ARGS);
	pg_array_release(&postings);
	free(body);
	return r;
}

/* A document into the recent ones: 1; 0 when there is none; -1. */
static int
bring(struct shelf *s, const char *id)
{
	static const struct segment_meta none = { .duration_s = -1 };
	struct doc doc = { 0 };
	int r = ask(s, id);

	if (r == 0 && (r = get(s, &doc, id)) > 0) {
		if (pg_wait(&s->db) < 0)
			r = -1;
		else if (recent_add(&s->recent, &doc.fp, &none) < 0)
			r = pg_fail(&s->db, "%s", s->recent.ix.err);
	}
	doc_release(&doc);
	return r;
}

/* What came after the search, the rows that are there, into the recent ones. */
static int
fetch(struct shelf *s)
{
	int n = pg_rows(&s->db), k, r = 0;
	char **id = xreallocarray(NULL, (size_t)n + 1, sizeof *id);

	free(s->as_of);
	s->as_of = xstrdup(pg_text(&s->db, 0, 0));
	for (k = 0; k < n; k++)
		id[k] = xstrdup(pg_text(&s->db, k, 1));
	for (k = 0; k < n; k++) {
		if (r >= 0)
			r = bring(s, id[k]);
		free(id[k]);
	}
	free(id);
	return r < 0 ? -1 : 0;
}

/* Was it compared with, or is it among those that came after? */
static bool
known(struct shelf *s, const struct decision *d, const char *id)
{
	size_t k, segment;
	uint32_t row;

	for (k = 0; k < d->n; k++)
		if (strcmp(d->pair[k].other.id, id) == 0)
			return true;
	return index_find(&s->recent.ix, id, &segment, &row) > 0;
}

int
pg_shelf_originals(struct shelf *s, const struct shelf_item *i)
{
	const struct decision_pair *p, *end = i->decision.pair + i->decision.n;
	int n = 0, r;

	for (p = i->decision.pair; p < end; p++) {
		if (p->verdict.copy == VERDICT_NONE ||
		    p->other.original == NULL ||
		    strcmp(p->other.original, i->exhibit.id) == 0 ||
		    known(s, &i->decision, p->other.original))
			continue;
		if ((r = bring(s, p->other.original)) < 0)
			return fail(s);
		n += r;
	}
	return n;
}

int
pg_shelf_keep(struct shelf *s, struct shelf_item *i, unsigned round)
{
	char *decision = spell(i);
	int r = 0;

	if (round == PATIENCE)
		r = pg_script(&s->db,
		    "begin; "
		    "select pg_advisory_xact_lock(hashtext('sg.decide'))");
	if (r == 0)
		r = send_decision(s, i, decision);
	free(decision);
	if (r < 0)
		return fail(s);
	if (pg_rows(&s->db) > 0) {
		if (fetch(s) < 0)
			return fail(s);
		if (recent_search(&s->recent.ix, i->fp, i->nominations) < 0)
			return shelf_fail(s, s->recent.ix.err);
		return 0;
	}
	if (round >= PATIENCE && pg_script(&s->db, "commit") < 0)
		return fail(s);
	return 1;
}
