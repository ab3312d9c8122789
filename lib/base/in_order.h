/*
 * in_order.h - things that are read one by one and worked on at the same time
 *
 *	            take        work         give
 *	input  ---  1 2 3 4  ---  4 2   ---  1   ---  output
 *	                          3
 *
 * One thread at a time takes the next thing of the input, one at a time gives
 * what was made of them, in the order of the input; between the two the things
 * are worked on by all threads. What is slow stops nobody, until all places
 * between the two are taken. A thing is given as soon as it is done and those
 * before it are given, however long the next one takes to arrive.
 */

#ifndef IN_ORDER_H
#define IN_ORDER_H

#include <stddef.h>

struct in_order {
	int (*take)(void *arg, void *item); /* 1, 0 at the end, -1 */
	void (*work)(void *arg, void *item);
	void (*give)(void *arg, void *item);
	void (*begin)(void *arg, void *item); /* of each place; or NULL */
	void (*end)(void *item);              /* frees what it has; or NULL */
	void *arg;
	size_t
	    size; /* of a place, zeroed at first, which has one after the other */
	size_t n; /* places; 1 or more */
	unsigned threads;
};

/*
 * Until take() says that there is no more. All that was taken is given before
 * this returns what take() said last: 0 or -1. With one thread, or where no
 * thread can be started, the caller does it all.
 */
int in_order_run(const struct in_order *);

#endif
