#include <stdlib.h>
#include <string.h>

#include "base/sg.h"
#include "signal/digest.h"
#include "signal/seed.h"

/* The pairs of all anchors in one frame; the seed's order is (dt, f1, f2). */
struct pair {
	uint16_t dt, f1, f2; /* dt as it is hashed */
};

struct named {
	char text[DIGEST_DIGITS + 1];
	uint32_t hash;
};

struct pairing {
	const struct profile *profile;
	struct pair *pair;
	size_t n_pair, cap_pair;
	struct named *named; /* room for `limit`: more are never kept */
	uint32_t *kept;      /* t_ref of the last `limit` landmarks kept */
	size_t n_kept, head; /* in kept, and where the oldest is */
	struct landmark *mark;
	size_t n_mark, cap_mark;
};

static int
pair_order(const void *a, const void *b)
{
	const struct pair *p = a, *q = b;

	if (p->dt != q->dt)
		return p->dt < q->dt ? -1 : 1;
	if (p->f1 != q->f1)
		return p->f1 < q->f1 ? -1 : 1;
	return (p->f2 > q->f2) - (p->f2 < q->f2);
}

static int
named_order(const void *a, const void *b)
{
	const struct named *m = a, *n = b;

	return strcmp(m->text, n->text);
}

/*
 * The first store_fanout targets of p[0] among p[from..n), all of which are
 * later: nearest in time first, then lowest.
 */
static void
take_pairs(struct pairing *g, const struct peak *p, size_t from, size_t n)
{
	const struct profile *pr = g->profile;
	size_t i, taken = 0;
	uint32_t dt;

	for (i = from; i < n && taken < pr->store_fanout; i++) {
		dt = p[i].time - p[0].time;
		if (dt > pr->dt_max)
			break;
		if (dt < pr->dt_min)
			continue;
		g->pair = xgrow(
		    g->pair, &g->cap_pair, g->n_pair + 1, sizeof *g->pair);
		g->pair[g->n_pair++] = (struct pair) {
			.dt = (uint16_t)(dt - dt % pr->dt_step),
			.f1 = p[0].pitch,
			.f2 = p[i].pitch,
		};
		taken++;
	}
}

/* Forget landmarks of limit_frames ago; how many more may be kept at t? */
static size_t
room(struct pairing *g, uint32_t t)
{
	const struct profile *pr = g->profile;

	while (g->n_kept > 0 && t - g->kept[g->head] >= pr->limit_frames) {
		g->head = (g->head + 1) % pr->limit;
		g->n_kept--;
	}
	return pr->limit - g->n_kept;
}

/* The landmarks of frame t: limited, named, in order, each once. */
static void
take_marks(struct pairing *g, uint32_t t, size_t most)
{
	const struct pair *p = g->pair;
	size_t i, n = g->n_pair < most ? g->n_pair : most;

	if (n == 0)
		return;
	qsort(g->pair, g->n_pair, sizeof *g->pair, pair_order);
	for (i = 0; i < n; i++) {
		g->kept[(g->head + g->n_kept++) % g->profile->limit] = t;
		g->named[i].hash =
		    (p[i].f1 * (uint32_t)DIGEST_BINS + p[i].f2) * DIGEST_STEPS +
		    p[i].dt / g->profile->dt_step;
		digest_text(g->named[i].hash, g->named[i].text);
	}
	qsort(g->named, n, sizeof *g->named, named_order);
	g->mark = xgrow(g->mark, &g->cap_mark, g->n_mark + n, sizeof *g->mark);
	for (i = 0; i < n; i++)
		if (i == 0 || g->named[i].hash != g->named[i - 1].hash)
			g->mark[g->n_mark++] = (struct landmark) { .t_ref = t,
				.hash = g->named[i].hash };
}

size_t
seed_pair(const struct profile *pr, const struct peak *p, size_t n,
    struct landmark **out)
{
	struct pairing g = { .profile = pr };
	size_t i, k, from, most;

	g.named = xreallocarray(NULL, pr->limit, sizeof *g.named);
	g.kept = xreallocarray(NULL, pr->limit, sizeof *g.kept);
	for (i = 0; i < n; i = from) {
		for (from = i; from < n && p[from].time == p[i].time;)
			from++;
		g.n_pair = 0;
		/* a silence has 372 anchors a frame and rarely room for one */
		if ((most = room(&g, p[i].time)) > 0)
			for (k = i; k < from; k++)
				take_pairs(&g, p + k, from - k, n - k);
		take_marks(&g, p[i].time, most);
	}
	free(g.pair);
	free(g.named);
	free(g.kept);
	*out = g.mark;
	return g.n_mark;
}
