#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/sg.h"
#include "base/threads.h"
#include "retrieval/ask.h"

/* Who asks at once: so many, unless they have more marks than that. */
enum {
	AT_ONCE = 128,
	MARKS_MAX = 4000000
};

struct hand { /* a thread's */
	struct ask ask;
	struct query query;
	struct nominees *found; /* for each list that the questions name */
};

struct job {
	const struct question *question;
	size_t n, at_once;
	size_t n_list;
	struct nominees **list; /* the different ones */
	struct hand *hand;
	atomic_bool failed;
};

static int
blame(struct ask *a)
{
	snprintf(a->err, sizeof a->err,
	    "a damaged segment (sg-index check tells which)");
	return -1;
}

/* Add questions to a query until it has enough; how many, or -1. */
static ptrdiff_t
put_together(
    struct ask *a, struct query *query, const struct question *q, size_t n)
{
	struct query_how how = a->how;
	size_t i;

	query_again(query);
	for (i = 0; i < n && query->n < MARKS_MAX; i++) {
		how.time = q[i].warp.time;
		how.pitch = q[i].warp.pitch;
		if (query_add(query, &q[i].clip->fp, &how) < 0) {
			snprintf(a->err, sizeof a->err,
			    "the clip is too long: cut it "
			    "into windows (sg-segment -W)");
			return -1;
		}
		/* the others will ask as much as the first one */
		if (i == 0 && n > 1)
			query_reserve(query, query->n < MARKS_MAX / n ?
						 query->n * n * 9 / 8 :
						 MARKS_MAX * 9 / 8);
	}
	query_sort(query);
	return (ptrdiff_t)i;
}

/* The votes of as many of n questions as are asked at once; how many, or -1. */
static ptrdiff_t
ask_some(struct ask *a, struct query *query, const struct question *q, size_t n,
    struct vote *v)
{
	struct vote_counts counts = { 0 };
	ptrdiff_t asked, k;

	asked = put_together(a, query, q, n);
	if (asked >= 0 &&
	    vote_run(v, a->index, query, a->windows, &counts) < 0) {
		for (k = 0; k < asked; k++)
			vote_release(&v[k]);
		asked = blame(a);
	}
	for (k = 0; k < asked; k++)
		a->hits += v[k].n_hit;
	a->lookups += counts.lookups;
	a->skipped += counts.skipped;
	return asked;
}

int
ask_once(struct ask *a, const struct question *q, struct vote *v)
{
	struct query query;
	int r;

	query_init(&query, a->index->profile);
	r = ask_some(a, &query, q, 1, v) == 1 ? 0 : -1;
	query_release(&query);
	return r;
}

static size_t
list_of(const struct job *j, const struct nominees *s)
{
	size_t i;

	for (i = 0; i < j->n_list && j->list[i] != s; i++)
		;
	return i;
}

/* What becomes of a question's votes. */
static int
use(struct job *j, struct hand *h, const struct question *q, struct vote *v)
{
	int r = nominees_vote(
	    &h->found[list_of(j, q->found)], h->ask.index, v, &q->warp);

	if (r == 0 && q->sweep != NULL)
		sweep_choose(q->sweep, h->ask.index, v, h->ask.peaks);
	vote_release(v);
	return r;
}

static void
answer(void *arg, size_t task, unsigned who)
{
	struct job *j = arg;
	struct hand *h = &j->hand[who];
	size_t i = task * j->at_once;
	size_t end = j->n - i < j->at_once ? j->n : i + j->at_once;
	struct vote *v = xreallocarray(NULL, end - i, sizeof *v);
	ptrdiff_t asked, k;

	for (; i < end && !j->failed; i += (size_t)asked) {
		asked =
		    ask_some(&h->ask, &h->query, &j->question[i], end - i, v);
		if (asked < 0) {
			j->failed = true;
			break;
		}
		for (k = 0; k < asked; k++)
			if (use(j, h, &j->question[i + (size_t)k], &v[k]) < 0) {
				blame(&h->ask);
				j->failed = true;
			}
	}
	free(v);
}

/* A thread's counts and lists to all others'. */
static void
join(struct ask *a, struct job *j, struct hand *h)
{
	size_t i;

	a->lookups += h->ask.lookups;
	a->hits += h->ask.hits;
	a->skipped += h->ask.skipped;
	if (*h->ask.err != '\0')
		memcpy(a->err, h->ask.err, sizeof a->err);
	for (i = 0; i < j->n_list; i++) {
		nominees_join(j->list[i], &h->found[i]);
		nominees_release(&h->found[i]);
	}
	free(h->found);
	query_release(&h->query);
}

static void
begin(struct ask *a, struct job *j)
{
	struct hand *h;
	size_t i;

	j->list = xreallocarray(NULL, j->n + 1, sizeof *j->list);
	for (i = 0; i < j->n; i++)
		if (list_of(j, j->question[i].found) == j->n_list)
			j->list[j->n_list++] = j->question[i].found;
	j->hand = xreallocarray(NULL, a->threads, sizeof *j->hand);
	for (h = j->hand; h < j->hand + a->threads; h++) {
		h->ask = *a;
		query_init(&h->query, a->index->profile);
		h->ask.lookups = h->ask.hits = h->ask.skipped = 0;
		*h->ask.err = '\0';
		h->found = xreallocarray(NULL, j->n_list + 1, sizeof *h->found);
		for (i = 0; i < j->n_list; i++)
			h->found[i] =
			    (struct nominees) { .max = j->list[i]->max };
	}
}

int
ask(struct ask *a, const struct question *question, size_t n)
{
	struct job j = { .question = question, .n = n };
	size_t i;

	/* all threads have something to do */
	j.at_once = n > 0 ? (n + a->threads - 1) / a->threads : 1;
	if (j.at_once > AT_ONCE)
		j.at_once = AT_ONCE;
	begin(a, &j);
	threads_run(a->threads, (n + j.at_once - 1) / j.at_once, answer, &j);
	for (i = 0; i < a->threads; i++)
		join(a, &j, &j.hand[i]);
	for (i = 0; i < j.n_list; i++)
		nominees_close(j.list[i]);
	free(j.hand);
	free(j.list);
	return j.failed ? -1 : 0;
}
