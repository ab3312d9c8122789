#include <stdlib.h>
#include <string.h>

#include "base/num.h"
#include "base/sg.h"
#include "retrieval/nominations.h"

/* The columns that are read, in the order of the type. */
enum {
	QUERY,
	ID = 2,
	VOTES,
	EVALUE,
	OFFSET,
	Q_FROM,
	Q_TO,
	REF_FROM,
	REF_TO,
	SPEED,
	PITCH
};

static const double far_s = 1e7;

static int
fail(struct nominations *n)
{
	snprintf(n->err, sizeof n->err, "%s", n->in.err);
	return -1;
}

int
nominations_open(
    struct nominations *n, FILE *fp, const char *name, const char *spelling)
{
	static const struct stream_type *const want[] = { &stream_candidates,
		NULL };

	*n = (struct nominations) { 0 };
	if (stream_open(&n->in, fp, name, want) < 0)
		return fail(n);
	if (strcmp(n->in.profile, spelling) == 0)
		return 0;
	stream_fail(&n->in,
	    "want candidates under the fingerprint's profile "
	    "'%.100s', got '%.100s'",
	    spelling, n->in.profile);
	return fail(n);
}

/* The next row, which is pending then, its query unescaped. 1, 0 at the end, or -1. */
static int
next_row(struct nominations *n)
{
	int event;

	if (n->pending)
		return 1;
	do
		event = stream_next(&n->in);
	while (event == STREAM_SECTION);
	if (event >= 0 && n->in.partial)
		event = stream_fail(&n->in,
		    "want candidates of all shards, got some: what is not "
		    "there cannot be decided");
	if (event < 0 ||
	    (event == STREAM_ROW && stream_text(&n->in, QUERY) < 0))
		return fail(n);
	n->pending = event == STREAM_ROW;
	return n->pending;
}

/* Whether the row is the query's: where its window begins, or -1. */
static double
window_of(const char *query, const char *id)
{
	size_t len = strlen(id);
	double seconds;

	if (strcmp(query, id) == 0)
		return 0;
	if (strncmp(query, id, len) != 0 || query[len] != '@' ||
	    num_real(query + len + 1, 0, far_s, &seconds) < 0)
		return -1;
	return seconds;
}

static int
scan(struct nominations *n, double window_s)
{
	struct stream *s = &n->in;
	struct nomination x = { .id = s->field[ID] };

	if (stream_text(s, ID) < 0 ||
	    stream_u32(s, VOTES, UINT32_MAX, &x.votes) < 0 ||
	    stream_real(s, EVALUE, 0, 1e300, &x.evalue) < 0 ||
	    stream_real(s, OFFSET, -far_s, far_s, &x.offset_s) < 0 ||
	    stream_real(s, Q_FROM, -far_s, far_s, &x.from_s) < 0 ||
	    stream_real(s, Q_TO, -far_s, far_s, &x.to_s) < 0 ||
	    stream_real(s, REF_FROM, -far_s, far_s, &x.ref_from_s) < 0 ||
	    stream_real(s, REF_TO, -far_s, far_s, &x.ref_to_s) < 0 ||
	    stream_real(s, SPEED, 0.1, 10, &x.speed) < 0 ||
	    stream_real(s, PITCH, 0.1, 10, &x.pitch) < 0)
		return fail(n);
	if (!id_valid(x.id)) {
		stream_fail(s, "field %d: bad identity '%.255s'",
		    s->place[ID] + 1, x.id);
		return fail(n);
	}
	x.offset_s -= x.speed * window_s;
	x.from_s += window_s;
	x.to_s += window_s;
	nominations_add(n, &x);
	return 0;
}

int
nominations_next(struct nominations *n, const char *id)
{
	double window_s;
	int r;

	nominations_clear(n);
	while ((r = next_row(n)) > 0) {
		if ((window_s = window_of(n->in.field[QUERY], id)) < 0)
			break;
		if (scan(n, window_s) < 0)
			return -1;
		n->pending = false;
	}
	nominations_sort(n);
	return r < 0 ? -1 : 0;
}

int
nominations_end(struct nominations *n)
{
	int r = next_row(n);

	if (r <= 0)
		return r;
	stream_fail(&n->in,
	    "candidates of '%.255s', which is not among the fingerprints, or "
	    "not in their order",
	    n->in.field[QUERY]);
	return fail(n);
}

void
nominations_add(struct nominations *n, const struct nomination *x)
{
	n->list = xgrow(n->list, &n->cap, n->n + 1, sizeof *n->list);
	n->list[n->n] = *x;
	n->list[n->n++].id = xstrdup(x->id);
}

static int
order(const void *a, const void *b)
{
	const struct nomination *x = a, *y = b;
	int by_id = strcmp(x->id, y->id);

	if (by_id != 0)
		return by_id;
	if (x->evalue != y->evalue)
		return x->evalue < y->evalue ? -1 : 1;
	return (x->from_s > y->from_s) - (x->from_s < y->from_s);
}

void
nominations_sort(struct nominations *n)
{
	if (n->n > 1)
		qsort(n->list, n->n, sizeof *n->list, order);
}

void
nominations_clear(struct nominations *n)
{
	while (n->n > 0)
		free(n->list[--n->n].id);
}

void
nominations_release(struct nominations *n)
{
	nominations_clear(n);
	free(n->list);
	n->list = NULL;
	stream_release(&n->in);
}
