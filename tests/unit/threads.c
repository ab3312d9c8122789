/* Each i once, whoever does it. */

#define _GNU_SOURCE /* sched_setaffinity */
#include <sched.h>
#include <stdatomic.h>
#include <string.h>

#include "base/threads.h"
#include "test.h"

enum {
	TASKS = 10000
};

struct seen {
	atomic_int times[TASKS];
	atomic_uint most; /* highest who */
};

static void
work(void *arg, size_t i, unsigned who)
{
	struct seen *s = arg;

	s->times[i]++;
	if (who > s->most)
		s->most = who;
}

static void
test_each_once(void **state)
{
	static struct seen s;
	unsigned threads;
	size_t i;

	(void)state;
	for (threads = 0; threads < 9; threads++) {
		memset(&s, 0, sizeof s);
		threads_run(threads, TASKS, work, &s);
		for (i = 0; i < TASKS; i++)
			assert_int_equal(s.times[i], 1);
		assert_true(s.most < (threads > 0 ? threads : 1));
	}
}

static void
test_few(void **state)
{
	static struct seen s;

	(void)state;
	threads_run(8, 0, work, &s);
	assert_int_equal(s.times[0], 0);
	threads_run(8, 1, work, &s);
	assert_int_equal(s.times[0], 1);
	assert_int_equal(s.most, 0);
	threads_run(1000, 300, work, &s);
	assert_true(s.most < THREADS_MAX);
}

static void
test_online(void **state)
{
	cpu_set_t all, one;
	size_t i = 0;

	(void)state;
	assert_true(threads_online() >= 1);
	assert_true(threads_online() <= THREADS_MAX);
	/* as by taskset(1) */
	assert_int_equal(sched_getaffinity(0, sizeof all, &all), 0);
	while (!CPU_ISSET(i, &all))
		i++;
	CPU_ZERO(&one);
	CPU_SET(i, &one);
	assert_int_equal(sched_setaffinity(0, sizeof one, &one), 0);
	assert_int_equal(threads_online(), 1);
	assert_int_equal(sched_setaffinity(0, sizeof all, &all), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_each_once),
		cmocka_unit_test(test_few),
		cmocka_unit_test(test_online),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
