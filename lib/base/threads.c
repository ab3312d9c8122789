#define _GNU_SOURCE /* sched_getaffinity */
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <unistd.h>

#include "base/threads.h"

struct loop {
	void (*work)(void *arg, size_t i, unsigned who);
	void *arg;
	size_t n;
	atomic_size_t next;
	atomic_uint who;
};

unsigned
threads_online(void)
{
	cpu_set_t ours;
	long n;

	/* taskset(1) and containers leave a process some of them */
	if (sched_getaffinity(0, sizeof ours, &ours) == 0)
		n = CPU_COUNT(&ours);
	else
		n = sysconf(_SC_NPROCESSORS_ONLN);
	if (n < 1)
		return 1;
	return n > THREADS_MAX ? THREADS_MAX : (unsigned)n;
}

static void *
take_part(void *arg)
{
	struct loop *l = arg;
	unsigned who = atomic_fetch_add(&l->who, 1);
	size_t i;

	while ((i = atomic_fetch_add(&l->next, 1)) < l->n)
		l->work(l->arg, i, who);
	return NULL;
}

void
threads_run(unsigned threads, size_t n,
    void (*work)(void *arg, size_t i, unsigned who), void *arg)
{
	struct loop l = { .work = work, .arg = arg, .n = n };
	pthread_t id[THREADS_MAX];
	unsigned started = 0;

	if (threads > THREADS_MAX)
		threads = THREADS_MAX;
	if (threads > n)
		threads = (unsigned)n;
	while (started + 1 < threads &&
	       pthread_create(&id[started], NULL, take_part, &l) == 0)
		started++;
	take_part(&l);
	while (started > 0)
		pthread_join(id[--started], NULL);
}
