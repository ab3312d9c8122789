/*
 * threads.h - a loop on several processors
 *
 *	threads_run(threads_online(), n, decode, &job);
 *
 * Who writes to a place of its own for each i, and puts the results together
 * afterwards in the order of i, has the same result with any number of threads.
 */

#ifndef THREADS_H
#define THREADS_H

#include <stddef.h>

#define THREADS_MAX 64

/* How many processors this process may use, at least 1, at most THREADS_MAX. */
unsigned threads_online(void);

/*
 * Call work(arg, i, who) for each i below n, once, in no order, on `threads`
 * threads at most, of which the caller's is one; who, below threads, tells
 * them apart. Where no thread can be started, the caller does it all.
 */
void threads_run(unsigned threads, size_t n,
    void (*work)(void *arg, size_t i, unsigned who), void *arg);

#endif
