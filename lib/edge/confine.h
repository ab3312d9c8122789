/*
 * confine.h - take from this process, and from all that it starts, what it
 * does not need; for programs that read what strangers sent
 *
 * Nothing of it can be undone, and set-user-ID programs gain nothing any more.
 */

#ifndef CONFINE_H
#define CONFINE_H

#include <stdbool.h>
#include <stdint.h>

struct confine {
	bool network;     /* keep it */
	uint64_t cpu_s;   /* bounds, for each process; 0: none */
	uint64_t file_b;  /* bytes, of a file that is written */
	uint64_t space_b; /* bytes, of address space */
};

/*
 * Without network: an empty network namespace where the system allows one, and
 * a filter of system calls, which refuses sockets of any kind and the ways into
 * other processes, where this architecture is known. Either is enough; that
 * neither could be had is an error. Returns 0, or -1 with err set.
 */
int confine(const struct confine *, char err[static 128]);

#endif
