/* sort.h - sort numbers faster than qsort(3) */

#ifndef SORT_H
#define SORT_H

#include <stddef.h>
#include <stdint.h>

/* Sort x[0..n) ascending; tmp has room for n. Radix, 8 passes at most. */
void sort_u64(uint64_t *x, uint64_t *tmp, size_t n);

/*
 * The same by the upper half of each; equals stay in their order. 3 passes.
 * Returns x or tmp: where they are.
 */
uint64_t *sort_u64_upper(uint64_t *x, uint64_t *tmp, size_t n);

#endif
