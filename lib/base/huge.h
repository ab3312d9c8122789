/*
 * huge.h - memory for large arrays, in pages of 2 MiB if the system has them
 *
 * The first touch of a page costs as much whether it is small or 512 times as large.
 */

#ifndef HUGE_H
#define HUGE_H

#include <stddef.h>

/* n elements of `size` bytes, for free(3); or die. */
void *huge_array(size_t n, size_t size);

#endif
