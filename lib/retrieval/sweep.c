#include <math.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/sg.h"
#include "base/threads.h"
#include "retrieval/recording.h"
#include "retrieval/sweep.h"
#include "retrieval/tally.h"

enum {
	PER_RECORDING = 2, /* places */
	/* pitches that are one, grid units: nine peaks of ten lie within, and
	 * with half a step between warps, 0.5 %, on top of it */
	REACH = 4,
	REACH_WARPED = 8
};

/* A place of fewer pairs is none. */
static const double pairs_least = 5;

/* A recording that a sweep goes through. */
struct pass {
	struct sweep_row at;
	uint32_t sweep;
};

struct hand { /* a thread's */
	struct recording rec;
	struct tally_cells cells;
	struct nominees *found; /* of each list */
};

struct job {
	const struct index *index;
	const struct sweep *sweep;
	struct tally *tally; /* of each sweep */
	uint32_t *list;      /* of each sweep: which of the lists is its */
	size_t n_list;
	struct pass *pass; /* in order of their recordings */
	size_t *group;     /* where each recording begins */
	struct hand *hand;
	atomic_bool damaged;
};

static int
pass_order(const void *a, const void *b)
{
	const struct pass *x = a, *y = b;

	if (x->at.segment != y->at.segment)
		return x->at.segment < y->at.segment ? -1 : 1;
	if (x->at.row != y->at.row)
		return x->at.row < y->at.row ? -1 : 1;
	return (x->sweep > y->sweep) - (x->sweep < y->sweep);
}

/* All recordings of all sweeps, by recording; how many recordings. */
static size_t
list_passes(struct job *j, size_t n)
{
	size_t passes = 0, groups = 0, i, k;
	struct pass *p;

	for (k = 0; k < n; k++)
		passes += j->sweep[k].n;
	j->pass = xreallocarray(NULL, passes + 1, sizeof *j->pass);
	j->group = xreallocarray(NULL, passes + 1, sizeof *j->group);
	for (p = j->pass, k = 0; k < n; k++)
		for (i = 0; i < j->sweep[k].n; i++)
			*p++ =
			    (struct pass) { j->sweep[k].row[i], (uint32_t)k };
	if (passes > 1)
		qsort(j->pass, passes, sizeof *j->pass, pass_order);
	for (i = 0; i < passes; i++)
		if (i == 0 || j->pass[i].at.row != j->pass[i - 1].at.row ||
		    j->pass[i].at.segment != j->pass[i - 1].at.segment)
			j->group[groups++] = i;
	j->group[groups] = passes;
	return groups;
}

/* The recording at hand, under one sweep. */
static void
hold(const struct job *j, struct hand *h, const struct pass *p)
{
	const struct sweep *s = &j->sweep[p->sweep];
	struct nominees *found = &h->found[j->list[p->sweep]];
	struct tally_place best[PER_RECORDING];
	struct nominee new = { .segment = p->at.segment, .row = p->at.row };
	double mean, unit, least;
	size_t n, i;

	tally_count(&j->tally[p->sweep], &h->cells, h->rec.peak, h->rec.n);
	/* of two cells */
	mean = 2.0 * (double)h->cells.pairs / (double)(h->cells.n + 1);
	unit = sqrt(mean + 1);
	/* less than that is of no use any more */
	least = fmax(mean + found->least * unit, pairs_least) - 1;
	n = tally_best(&h->cells, (uint32_t)least, best, PER_RECORDING);
	new.map.a = s->warp.time;
	new.map.c = log2(s->warp.pitch) * j->index->profile->pitch_div;
	for (i = 0; i < n; i++) {
		new.merit = (best[i].pairs - mean) / unit;
		new.map.b = best[i].delta;
		new.to = s->clip->fp.peak[s->clip->fp.n_peak - 1].time;
		nominees_keep(found, &new);
	}
}

static void
go_through(void *arg, size_t group, unsigned who)
{
	struct job *j = arg;
	struct hand *h = &j->hand[who];
	const struct pass *p = &j->pass[j->group[group]];
	const struct pass *end = &j->pass[j->group[group + 1]];

	if (recording_read(
		&h->rec, j->index->segment[p->at.segment], p->at.row) < 0) {
		j->damaged = true;
		return;
	}
	for (; p < end; p++)
		hold(j, h, p);
}

/* The different lists of the sweeps; a room for each of every thread. */
static void
list_lists(struct job *j, size_t n, unsigned threads)
{
	const struct nominees **list = xreallocarray(NULL, n + 1, sizeof *list);
	unsigned who;
	size_t i, k;

	for (k = 0; k < n; k++) {
		for (i = 0; i < j->n_list && list[i] != j->sweep[k].found; i++)
			;
		if (i == j->n_list)
			list[j->n_list++] = j->sweep[k].found;
		j->list[k] = (uint32_t)i;
	}
	for (who = 0; who < threads; who++) {
		j->hand[who].found =
		    xreallocarray(NULL, j->n_list + 1, sizeof(struct nominees));
		for (i = 0; i < j->n_list; i++)
			j->hand[who].found[i] =
			    (struct nominees) { .max = list[i]->max };
	}
	free(list);
}

/* What the threads found, to the lists. */
static void
join(struct job *j, size_t n, unsigned threads)
{
	struct nominees *from;
	unsigned who;
	size_t k;

	for (k = 0; k < n; k++) {
		for (who = 0; who < threads; who++) {
			from = &j->hand[who].found[j->list[k]];
			nominees_join(j->sweep[k].found, from);
			nominees_release(from);
		}
		nominees_close(j->sweep[k].found);
	}
}

int
sweep(const struct index *ix, const struct sweep *s, size_t n, unsigned threads)
{
	struct job j = { .index = ix, .sweep = s };
	struct align like;
	size_t groups, k;
	unsigned who;

	j.tally = xreallocarray(NULL, n + 1, sizeof *j.tally);
	j.list = xreallocarray(NULL, n + 1, sizeof *j.list);
	j.hand = xreallocarray(NULL, threads + 1, sizeof *j.hand);
	memset(j.hand, 0, threads * sizeof *j.hand);
	list_lists(&j, n, threads);
	groups = list_passes(&j, n);
	for (k = 0; k < n; k++) {
		like = (struct align) { .a = s[k].warp.time,
			.c = log2(s[k].warp.pitch) * ix->profile->pitch_div };
		tally_init(&j.tally[k], &like, s[k].clip,
		    like.a == 1 && like.c == 0 ? REACH : REACH_WARPED);
	}
	threads_run(threads, groups, go_through, &j);
	join(&j, n, threads);
	for (k = 0; k < n; k++)
		tally_release(&j.tally[k]);
	for (who = 0; who < threads; who++) {
		recording_release(&j.hand[who].rec);
		free(j.hand[who].cells.count);
		free(j.hand[who].found);
	}
	free(j.tally);
	free(j.list);
	free(j.hand);
	free(j.pass);
	free(j.group);
	return j.damaged ? -1 : 0;
}
