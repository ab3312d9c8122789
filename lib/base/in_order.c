#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/in_order.h"
#include "base/sg.h"
#include "base/threads.h"

struct flow {
	const struct in_order *in;
	char *item;            /* places */
	pthread_mutex_t input; /* who has it takes the next thing */
	int last;              /* what take() said; under input */
	ptrdiff_t second;      /* taken before there were threads, or -1 */

	pthread_mutex_t state; /* of what follows */
	pthread_cond_t given_one;
	size_t taken, given;
	bool *done; /* of each place: to be given */
	bool giving;
};

static void *
item_at(const struct flow *f, size_t k)
{
	return f->item + k % f->in->n * f->in->size;
}

/* Take the next thing, once there is a place: its number, or -1 at the end. */
static ptrdiff_t
take_next(struct flow *f)
{
	ptrdiff_t k = -1;

	pthread_mutex_lock(&f->input);
	if (f->second >= 0) {
		k = f->second;
		f->second = -1;
	} else if (f->last == 1) {
		pthread_mutex_lock(&f->state);
		while (f->taken - f->given == f->in->n)
			pthread_cond_wait(&f->given_one, &f->state);
		k = (ptrdiff_t)f->taken;
		pthread_mutex_unlock(&f->state);
		f->last = f->in->take(f->in->arg, item_at(f, (size_t)k));
		if (f->last == 1) {
			pthread_mutex_lock(&f->state);
			f->taken++;
			pthread_mutex_unlock(&f->state);
		} else
			k = -1;
	}
	pthread_mutex_unlock(&f->input);
	return k;
}

/* Thing k is done: give all whose turn has come, unless somebody does that. */
static void
give_done(struct flow *f, size_t k)
{
	size_t n = f->in->n;

	pthread_mutex_lock(&f->state);
	f->done[k % n] = true;
	while (!f->giving && f->given < f->taken && f->done[f->given % n]) {
		f->giving = true;
		pthread_mutex_unlock(&f->state);
		f->in->give(f->in->arg, item_at(f, f->given));
		pthread_mutex_lock(&f->state);
		f->giving = false;
		f->done[f->given++ % n] = false;
		pthread_cond_signal(&f->given_one);
	}
	pthread_mutex_unlock(&f->state);
}

static void
work_on(struct flow *f, size_t k)
{
	f->in->work(f->in->arg, item_at(f, k));
	give_done(f, k);
}

static void
go_on(void *arg, size_t i, unsigned who)
{
	struct flow *f = arg;
	ptrdiff_t k;

	(void)i;
	(void)who;
	while ((k = take_next(f)) >= 0)
		work_on(f, (size_t)k);
}

static void
open_places(struct flow *f)
{
	const struct in_order *in = f->in;
	size_t i;

	f->item = xreallocarray(NULL, in->n, in->size);
	memset(f->item, 0, in->n * in->size);
	f->done = xreallocarray(NULL, in->n, sizeof *f->done);
	memset(f->done, 0, in->n * sizeof *f->done);
	for (i = 0; in->begin != NULL && i < in->n; i++)
		in->begin(in->arg, item_at(f, i));
}

static void
close_places(struct flow *f)
{
	size_t i;

	for (i = 0; f->in->end != NULL && i < f->in->n; i++)
		f->in->end(item_at(f, i));
	free(f->item);
	free(f->done);
}

int
in_order_run(const struct in_order *in)
{
	ptrdiff_t first;
	struct flow f = {
		.in = in,
		.last = 1,
		.second = -1,
		.input = PTHREAD_MUTEX_INITIALIZER,
		.state = PTHREAD_MUTEX_INITIALIZER,
		.given_one = PTHREAD_COND_INITIALIZER,
	};

	open_places(&f);
	/* mostly there is one thing, and a thread takes as long as it does */
	if ((first = take_next(&f)) >= 0) {
		work_on(&f, (size_t)first);
		if ((f.second = take_next(&f)) >= 0)
			threads_run(in->threads, in->threads, go_on, &f);
	}
	close_places(&f);
	return f.last;
}
