/* duration.h - ISO 8601's spelling of how long something lasts */

#ifndef DURATION_H
#define DURATION_H

#include <stdint.h>

/*
 * Seconds of P[nW][nD][T[nH][nM][nS]], at least one part. Years and months
 * are no number of seconds, and refused. Returns 0, or -1.
 */
int duration_parse(const char *, uint64_t *seconds);

#endif
