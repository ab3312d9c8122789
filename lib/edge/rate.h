/*
 * rate.h - so many requests a minute from one address
 *
 * A file of one time for each of 65536 values of the address's hash: bounded,
 * and it names nobody. Two addresses of one value share their share.
 */

#ifndef RATE_H
#define RATE_H

#include <stdint.h>

/*
 * What an address is counted as: all of one of IPv4, the first half of one of
 * IPv6, which is one household's. 0 when it is this machine's own, or none.
 */
uint64_t rate_who(const char *address);

/*
 * Count a request of `who` at the time now_s: per_minute of them in the long
 * run, a third of that at once. Returns 0 when it may go on; else the seconds
 * until one may; -1 with errno set.
 */
double rate_wait(
    const char *path, uint64_t who, unsigned per_minute, double now_s);

#endif
