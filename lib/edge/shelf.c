#include <stdlib.h>
#include <string.h>

#include "base/sg.h"
#include "edge/pg_shelf.h"
#include "edge/shelf.h"
#include "retrieval/index_merge.h"
#include "retrieval/index_store.h"

int
shelf_fail(struct shelf *s, const char *text)
{
	snprintf(s->err, sizeof s->err, "%s", text);
	return -1;
}

int
shelf_open(struct shelf *s, const char *where, const struct profile *p,
    const char *token)
{
	*s = (struct shelf) {
		.profile = p,
		.where = where,
		.token = token,
		.is_database = pg_is_url(where),
	};
	recent_init(&s->recent, p);
	if (s->is_database)
		return pg_shelf_open(s);
	if (index_open(&s->ix, where) < 0)
		return shelf_fail(s, s->ix.err);
	s->state = s->ix.state;
	if (s->ix.profile == p)
		return 0;
	snprintf(s->err, sizeof s->err,
	    "want profile %s of the index %.200s, got %s", s->ix.profile->name,
	    where, p->name);
	return -1;
}

void
shelf_close(struct shelf *s)
{
	recent_release(&s->recent);
	if (s->is_database)
		pg_close(&s->db);
	else
		index_close(&s->ix);
	free(s->as_of);
}

void
shelf_searched(struct shelf *s, const char *as_of)
{
	char *end;
	unsigned long state;

	if (as_of == NULL || (strchr(as_of, ':') != NULL) != s->is_database)
		return;
	if (s->is_database) {
		free(s->as_of);
		s->as_of = xstrdup(as_of);
		return;
	}
	state = strtoul(as_of, &end, 16);
	if (*end == '\0' && end > as_of)
		s->state = (uint32_t)state;
}

/* The exhibit of an id, of what came after the search or of all. */
static int
find(void *arg, struct exhibit *e, const char *id, char err[static 512])
{
	struct shelf *s = arg;
	int r = 0;

	if (s->is_database)
		r = pg_shelf_find(s, e, id);
	else if ((r = exhibit_find(e, &s->recent.ix, id)) == 0)
		r = exhibit_find(e, &s->ix, id);
	if (r < 0)
		snprintf(
		    err, 512, "%s", s->is_database ? s->db.err : s->ix.err);
	return r;
}

static int
search(struct shelf *s, struct index *ix, struct shelf_item *i)
{
	if (recent_search(ix, i->fp, i->nominations) < 0)
		return shelf_fail(s, ix->err);
	return 0;
}

/*
 * Decide by all nominations that there are, and the originals of what is like it:
 * an exact copy ends a search, and its original may be another version.
 */
static int
decide(struct shelf *s, struct shelf_item *i)
{
	const struct decision_source source = { find, s };
	int r;

	do {
		decision_release(&i->decision);
		if (decision_init(&i->decision, s->profile, &i->exhibit,
			i->nominations, &source) < 0) {
			s->again = s->is_database && s->db.again;
			return shelf_fail(s, i->decision.err);
		}
		r = s->is_database ? pg_shelf_originals(s, i) : 0;
		if (r > 0 && search(s, &s->recent.ix, i) < 0)
			return -1;
	} while (r > 0);
	return r;
}

/* What the directory knows of a recording that it has already. */
static int
know(struct shelf *s, struct exhibit *e)
{
	struct exhibit own;
	int r = exhibit_find(&own, &s->ix, e->id);

	if (r > 0)
		e->stored = true;
	if (r > 0 && e->published == NULL) {
		e->published = own.published;
		own.published = NULL;
	}
	exhibit_release(&own);
	return r < 0 ? shelf_fail(s, s->ix.err) : 0;
}

int
shelf_decide(struct shelf *s, struct shelf_item *i)
{
	struct exhibit *e = &i->exhibit;

	exhibit_init(e, s->profile, i->fp);
	if (i->meta->published != NULL)
		e->published = xstrdup(i->meta->published);
	if ((s->is_database ? pg_shelf_know : know)(s, e) < 0)
		return -1;
	if (search(s, &s->recent.ix, i) < 0)
		return -1;
	return decide(s, i);
}

/* Somebody has changed the directory: search it as it is now. */
static int
search_again(struct shelf *s, struct shelf_item *i)
{
	index_close(&s->ix);
	if (index_open(&s->ix, s->where) < 0)
		return shelf_fail(s, s->ix.err);
	s->state = s->ix.state;
	return search(s, &s->ix, i);
}

/* 1: it is carried out; 0: something was found to compare with; -1. */
static int
keep_in_directory(struct shelf *s, struct shelf_item *i)
{
	struct index_store st;
	int r;

	if (i->decision.status != DECISION_FINGERPRINTED)
		return 1;
	r = index_store_open(&st, s->where, s->profile);
	if (r == 0)
		r = index_store_put(&st, i->fp, i->meta);
	if (r == 0)
		r = index_store_commit_if(&st, s->state);
	if (r < 0)
		shelf_fail(s, st.err);
	if (r == 0)
		s->state = st.state;
	index_store_close(&st);
	if (r > 0)
		return search_again(s, i);
	if (r == 0 && (r = recent_add(&s->recent, i->fp, i->meta)) < 0)
		shelf_fail(s, s->recent.ix.err);
	return r < 0 ? -1 : 1;
}

int
shelf_keep(struct shelf *s, struct shelf_item *i)
{
	unsigned round = 0;
	int r;

	if (shelf_decide(s, i) < 0)
		return -1;
	for (;;) {
		r = s->is_database ? pg_shelf_keep(s, i, round++) :
				     keep_in_directory(s, i);
		if (r != 0)
			return r < 0 ? -1 : 0;
		if (decide(s, i) < 0)
			return -1;
	}
}

int
shelf_tidy(struct shelf *s, char why[static 512])
{
	if (s->is_database || s->recent.ix.recordings == 0)
		return 0;
	return index_merge(s->where, false, why, 512);
}
