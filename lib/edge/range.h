/* range.h - what HTTP says of the bytes that are there: RFC 9110, section 14 */

#ifndef RANGE_H
#define RANGE_H

#include <stdint.h>

/*
 * Where the part begins that a Content-Range names, "bytes 5-9/10" or
 * "bytes 5-9/" and an asterisk. Returns 0, or -1: it is none.
 */
int range_begin(const char *content_range, uint64_t *at);

/*
 * How many bytes the Range of a resumable upload's 308 says are there,
 * "bytes=0-41". Returns 0, or -1: it is none, or they do not begin at 0.
 */
int range_stored(const char *range, uint64_t *n);

#endif
