#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/sg.h"
#include "base/threads.h"
#include "retrieval/timeline.h"
#include "retrieval/trace.h"

static const double window_s = 10, step_s = 5;

/* Two maps of one place differ by less, where they are compared. */
static const double same_s = 0.5;

/* Of unexplained windows so many are searched under warps, and on the plane. */
enum {
	WARP_EVERY = 2,
	PLANE_EVERY = 12,
	AT_ONCE =
	    12 /* windows; what one of them explains is known to the next */
};

/* A window that is searched beside others. */
struct turn {
	struct match m; /* its own lists */
	struct fingerprint fp;
	double from_s;
	int r;
};

/* The peaks and hashes of the query in [from_s, from_s + window_s). */
static struct fingerprint
window(const struct fingerprint *fp, const struct profile *p, double from_s)
{
	double frames = (double)p->rate / p->hop;
	uint32_t from = (uint32_t)lrint(from_s * frames);
	uint32_t to = from + (uint32_t)lrint(window_s * frames), t;
	struct fingerprint out = *fp;
	size_t i;

	out.frames = (to < fp->frames ? to : fp->frames) - from;
	out.peak = xreallocarray(NULL, fp->n_peak + 1, sizeof *out.peak);
	out.mark = xreallocarray(NULL, fp->n_mark + 1, sizeof *out.mark);
	out.n_peak = out.n_mark = 0;
	for (i = 0; i < fp->n_peak; i++) {
		t = fp->peak[i].time / p->time_div;
		if (t < from || t >= to)
			continue;
		out.peak[out.n_peak] = fp->peak[i];
		out.peak[out.n_peak++].time -= from * p->time_div;
	}
	for (i = 0; i < fp->n_mark; i++)
		if (fp->mark[i].t_ref >= from && fp->mark[i].t_ref < to) {
			out.mark[out.n_mark] = fp->mark[i];
			out.mark[out.n_mark++].t_ref -= from;
		}
	return out;
}

static void
window_release(struct fingerprint *fp)
{
	free(fp->peak);
	free(fp->mark);
}

/* Where the stretch has the recording at a time of the query. */
static double
ref_at(const struct candidate *c, double q_s)
{
	return c->offset_s + c->speed * q_s;
}

static bool
same_recording(const struct candidate *a, const struct candidate *b)
{
	return a->segment == b->segment && a->row == b->row;
}

/* Seconds that two stretches share of the query. */
static double
shared_s(const struct candidate *a, const struct candidate *b)
{
	return fmax(
	    0, fmin(a->q_to_s, b->q_to_s) - fmax(a->q_from_s, b->q_from_s));
}

/* Is it a part of what was traced before? */
static struct candidate *
known(struct timeline *t, const struct candidate *c)
{
	double middle = (c->q_from_s + c->q_to_s) / 2;
	struct candidate *k;

	for (k = t->list; k < t->list + t->n; k++)
		if (same_recording(k, c) && middle >= k->q_from_s - 1 &&
		    middle <= k->q_to_s + 1 &&
		    fabs(ref_at(k, middle) - ref_at(c, middle)) < same_s)
			return k;
	return NULL;
}

/* A candidate of a window that begins at from_s becomes a stretch. */
static int
add(struct timeline *t, struct match *m, const struct fingerprint *query,
    double from_s, struct candidate c)
{
	struct candidate *k;

	c.offset_s -= c.speed * from_s;
	c.q_from_s += from_s;
	c.q_to_s += from_s;
	if ((k = known(t, &c)) == NULL) {
		if (trace(&c, query, &t->rec) < 0) {
			snprintf(m->err, sizeof m->err,
			    "a damaged segment (sg-index check tells which)");
			return -1;
		}
		k = known(t, &c);
	}
	if (k != NULL) {
		k->evalue = fmin(k->evalue, c.evalue);
		if (c.score <= k->score)
			return 0;
		c.evalue = k->evalue;
		*k = c;
		return 0;
	}
	t->list = xgrow(t->list, &t->cap, t->n + 1, sizeof *t->list);
	t->list[t->n++] = c;
	return 0;
}

/* The share of the window that stretches explain. */
static bool
explained(const struct timeline *t, double from_s, double to_s)
{
	double end = from_s + 1;
	size_t i;

	/* stretches in any order: go on from the end that is reached */
	for (i = 0; i < t->n && end < to_s - 1; i++)
		if (t->list[i].q_from_s <= end && t->list[i].q_to_s > end) {
			end = t->list[i].q_to_s;
			i = (size_t)-1;
		}
	return end >= to_s - 1;
}

/* Window k, and how far it is searched. */
static void
prepare(struct turn *w, const struct timeline *t, const struct match *m,
    const struct fingerprint *query, size_t k)
{
	const struct profile *p = m->index->profile;

	w->from_s = (double)k * step_s;
	w->fp = window(query, p, w->from_s);
	match_init_as(&w->m, m);
	w->m.range = WARP_NONE;
	w->m.threads = 1;
	w->m.quick = k % WARP_EVERY != 0;
	if (explained(t, w->from_s,
		w->from_s + (double)w->fp.frames * p->hop / p->rate))
		w->m.quick = true;
	else if (k % PLANE_EVERY == 0)
		w->m.range = m->range;
	else if (k % WARP_EVERY == 0)
		w->m.range = m->range < WARP_AXES ? m->range : WARP_AXES;
}

static void
search(void *arg, size_t i, unsigned who)
{
	struct turn *w = (struct turn *)arg + i;

	(void)who;
	w->r = match_clip(&w->m, &w->fp);
}

/* Windows from k on, at most n and AT_ONCE, beside each other: how many, or -1. */
static ptrdiff_t
search_some(struct timeline *t, struct match *m,
    const struct fingerprint *query, size_t k, size_t n)
{
	struct turn turn[AT_ONCE], *w;
	size_t i;
	int r = 0;

	if (n > AT_ONCE)
		n = AT_ONCE;
	for (i = 0; i < n; i++)
		prepare(&turn[i], t, m, query, k + i);
	threads_run(m->threads, n, search, turn);
	for (w = turn; w < turn + n; w++) {
		if (r == 0 && (r = w->r) < 0)
			memcpy(m->err, w->m.err, sizeof m->err);
		for (i = 0; i < w->m.n && r == 0; i++)
			r = add(t, m, query, w->from_s, w->m.list[i]);
		m->lookups += w->m.lookups;
		m->hits += w->m.hits;
		m->skipped += w->m.skipped;
		m->looked += w->m.looked;
		window_release(&w->fp);
		match_release(&w->m);
	}
	return r < 0 ? -1 : (ptrdiff_t)n;
}

/* Better stretches first; then it does not matter which was found first. */
static int
score_order(const void *a, const void *b)
{
	const struct candidate *c = a, *d = b;

	if (c->score != d->score)
		return c->score > d->score ? -1 : 1;
	return (c->q_from_s > d->q_from_s) - (c->q_from_s < d->q_from_s);
}

static int
time_order(const void *a, const void *b)
{
	const struct candidate *c = a, *d = b;

	if (c->q_from_s != d->q_from_s)
		return c->q_from_s < d->q_from_s ? -1 : 1;
	return score_order(a, b);
}

/*
 * Of one recording at two places at the same time the better one stays: the
 * chorus is found wherever it is sung.
 */
static void
drop_repeats(struct timeline *t)
{
	struct candidate *c, *k;
	size_t n = 0, i;

	for (i = 0; i < t->n; i++) {
		c = &t->list[i];
		for (k = t->list; k < t->list + n; k++)
			if (same_recording(k, c) &&
			    shared_s(k, c) > 0.5 * (c->q_to_s - c->q_from_s))
				break;
		if (k == t->list + n)
			t->list[n++] = *c;
	}
	t->n = n;
}

int
timeline_init(
    struct timeline *t, struct match *m, const struct fingerprint *query)
{
	const struct profile *p = m->index->profile;
	double length_s = (double)query->frames * p->hop / p->rate;
	size_t windows, k;
	ptrdiff_t n = 0;

	*t = (struct timeline) { 0 };
	windows = 1;
	if (length_s > window_s)
		windows += (size_t)ceil((length_s - window_s) / step_s);
	m->tests = (double)windows;
	m->lookups = m->hits = m->skipped = m->looked = 0;
	for (k = 0; k < windows && n >= 0; k += (size_t)n)
		n = search_some(t, m, query, k, windows - k);
	m->tests = 1;
	if (t->n > 1)
		qsort(t->list, t->n, sizeof *t->list, score_order);
	if (!m->all_places)
		drop_repeats(t);
	if (t->n > 1)
		qsort(t->list, t->n, sizeof *t->list, time_order);
	return n < 0 ? -1 : 0;
}

void
timeline_release(struct timeline *t)
{
	recording_release(&t->rec);
	free(t->list);
	t->list = NULL;
}
