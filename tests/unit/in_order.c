/* Things come out in the order they went in, each once, whoever is slow. */

#include <stdatomic.h>
#include <string.h>
#include <time.h>

#include "base/in_order.h"
#include "test.h"

enum {
	THINGS = 500
};

struct count {
	int taken, ends;
	int given;  /* in a row so far */
	int wrong;  /* out of turn, or not worked on */
	int answer; /* at the end */
	atomic_int inside, most;
	int wait_for; /* given before this one is taken; -1: none */
	atomic_int out;
	int begun, ended; /* places */
};

struct thing {
	int k, worked;
	struct count *of; /* begun, for what end() sees */
};

static void
nap(long us)
{
	nanosleep(&(struct timespec) { 0, us * 1000 }, NULL);
}

static int
take(void *arg, void *item)
{
	struct count *c = arg;
	struct thing *t = item;

	/* one that arrives late: those before it are out without it */
	while (c->taken == c->wait_for && c->out < c->wait_for)
		nap(100);
	if (c->taken == THINGS) {
		c->ends++;
		return c->answer;
	}
	*t = (struct thing) { c->taken++, 0, t->of };
	return 1;
}

static void
work(void *arg, void *item)
{
	struct count *c = arg;
	struct thing *t = item;
	int inside = atomic_fetch_add(&c->inside, 1) + 1;

	if (inside > c->most)
		c->most = inside;
	if (t->k % 17 == 0)
		nap(2000);
	t->worked = t->k + 1;
	atomic_fetch_sub(&c->inside, 1);
}

static void
give(void *arg, void *item)
{
	struct count *c = arg;
	struct thing *t = item;

	if (t->k != c->given || t->worked != t->k + 1)
		c->wrong++;
	c->given++;
	c->out++;
}

static void
begin(void *arg, void *item)
{
	struct thing *t = item;

	t->of = arg;
	t->of->begun++;
}

static void
end(void *item)
{
	struct thing *t = item;

	t->of->ended++;
}

static void
run(unsigned threads, size_t places, int answer, int wait_for)
{
	struct count c = { .answer = answer, .wait_for = wait_for };
	struct in_order in = {
		.take = take,
		.work = work,
		.give = give,
		.begin = begin,
		.end = end,
		.arg = &c,
		.size = sizeof(struct thing),
		.n = places,
		.threads = threads,
	};

	assert_int_equal(in_order_run(&in), answer);
	assert_int_equal(c.given, THINGS);
	assert_int_equal(c.wrong, 0);
	assert_int_equal(c.ends, 1);
	assert_int_equal(c.begun, places);
	assert_int_equal(c.ended, places);
	assert_true(c.most <= (int)threads && c.most <= (int)places);
	if (threads > 1 && places > 1)
		assert_true(c.most > 1);
}

static void
test_order(void **state)
{
	unsigned threads;
	size_t places;

	(void)state;
	for (threads = 1; threads <= 4; threads++)
		for (places = 1; places <= 16; places *= 4)
			run(threads, places, 0, -1);
}

/* What is done is given while the next is waited for; an error is told last. */
static void
test_ends(void **state)
{
	(void)state;
	run(2, 16, -1, 300);
	run(1, 16, -1, 300);
	run(3, 4, 0, 7);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_ends),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
