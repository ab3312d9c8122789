#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/in_order.h"
#include "base/sg.h"
#include "base/threads.h"
#include "edge/answer.h"
#include "edge/match_stream.h"
#include "retrieval/index_hide.h"
#include "retrieval/timeline.h"

enum {
	AHEAD = 4 /* clips for each thread */
};

/* A clip, and what was found. */
struct question {
	struct fingerprint fp;
	struct match m;
	struct timeline t;
	int r;
	const char *why; /* r is -1 */
};

struct job {
	struct fingerprint_reader *in;
	struct manner *how;
	unsigned threads;
	atomic_uint busy;
	atomic_bool failed; /* how->err says why; nothing more is given */
	size_t found;
};

static int
take(void *arg, void *item)
{
	struct job *j = arg;
	struct question *q = item;
	struct fingerprint last = q->fp;
	int r;

	if (j->failed)
		return -1;
	if ((r = fingerprint_next(j->in)) == 1) {
		q->fp = j->in->fp;
		j->in->fp = last;
	}
	return r;
}

static void
search(void *arg, void *item)
{
	struct job *j = arg;
	struct question *q = item;
	unsigned share = j->threads / (atomic_fetch_add(&j->busy, 1) + 1);

	/* the threads of those that wait for input are the others' */
	q->m.threads = share > 0 ? share : 1;
	q->t = (struct timeline) { 0 };
	q->r = j->how->timeline ? timeline_init(&q->t, &q->m, &q->fp) :
				  match_clip(&q->m, &q->fp);
	q->why = q->m.err;
	atomic_fetch_sub(&j->busy, 1);
}

/* The same, without the clip's own recording, which is hidden for all. */
static void
search_others(void *arg, void *item)
{
	struct job *j = arg;
	struct question *q = item;
	struct index_hidden own = { 0 };

	if (index_hide(&j->how->in.ix, q->fp.id, &own) < 0) {
		q->r = -1;
		q->why = j->how->in.ix.err;
		return;
	}
	search(arg, item);
	index_reveal(&own);
}

/* Print what was found. Returns 0, or -1: its peaks cannot be read. */
static int
print(const struct manner *how, const struct fingerprint *fp,
    const struct candidate *list, size_t n)
{
	size_t i;

	if (how->landmarks)
		return answer_landmarks(how->out, fp, list, n);
	for (i = 0; i < n; i++)
		if (how->json)
			answer_json(
			    how->out, fp->id, i + 1, &list[i], &how->in);
		else
			answer_row(how->out, fp->id, i + 1, &list[i]);
	return 0;
}

static void
give(void *arg, void *item)
{
	struct job *j = arg;
	struct manner *how = j->how;
	struct question *q = item;
	const char *id = q->fp.id, *why = NULL;
	size_t n = how->timeline ? q->t.n : q->m.n;

	if (j->failed)
		;
	else if (q->r < 0)
		why = q->why;
	else if (print(how, &q->fp, how->timeline ? q->t.list : q->m.list, n) <
		 0)
		why = "damaged peaks (sg-index check tells which)";
	if (why != NULL) {
		snprintf(how->err, sizeof how->err, "%s: %s", id, why);
		j->failed = true;
	}
	if (!j->failed) {
		j->found += n > 0;
		fflush(how->out); /* who asks clip by clip waits for it */
		if (how->told != NULL)
			how->told(&q->fp, &q->m, n);
	}
	timeline_release(&q->t);
}

static void
begin(void *arg, void *item)
{
	const struct job *j = arg;
	struct question *q = item;

	match_init_as(&q->m, &j->how->as);
}

static void
end(void *item)
{
	struct question *q = item;

	match_release(&q->m);
	free(q->fp.peak);
	free(q->fp.mark);
}

ptrdiff_t
match_stream(struct fingerprint_reader *in, struct manner *how)
{
	struct job j = { .in = in, .how = how, .threads = how->as.threads };
	/* a long query shares its own work out */
	bool alone = how->timeline || how->others;
	unsigned threads = alone ? 1 : j.threads;
	int r;

	r = in_order_run(&(struct in_order) {
	    .take = take,
	    .work = how->others ? search_others : search,
	    .give = give,
	    .begin = begin,
	    .end = end,
	    .arg = &j,
	    .size = sizeof(struct question),
	    .n = (size_t)threads * (alone ? 1 : AHEAD),
	    .threads = threads,
	});
	if (r < 0 && !j.failed)
		snprintf(how->err, sizeof how->err, "%s", in->err);
	return r < 0 || j.failed ? -1 : (ptrdiff_t)j.found;
}
