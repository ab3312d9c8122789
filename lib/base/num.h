/* num.h - numbers out of text, whole and in range, or refused */

#ifndef NUM_H
#define NUM_H

#include <stdint.h>

/* All of s as a decimal number in 0..max. Returns 0, or -1 and *v is as it was. */
int num_u64(const char *s, uint64_t max, uint64_t *v);
int num_u32(const char *s, uint32_t max, uint32_t *v);

/* All of s as a finite decimal number in min..max. Returns 0 or -1. */
int num_real(const char *s, double min, double max, double *v);

#endif
