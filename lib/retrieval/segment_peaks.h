/*
 * segment_peaks.h - the codec of a recording's peaks
 *
 *	| k_time | pitch bits | k_level | k_rank |  peaks, bit by bit ...
 *
 * Four bytes, then for each peak: Rice(time - time of the last one), pitch,
 * Rice(zigzag(level - level of the last one in the same quarter of the pitch
 * bits' range)), Rice(rank). Rice(v) with parameter k: v >> k zeros and a 1,
 * then the k low bits; or 24 zeros, a 1 and 32 bits. Least significant bit
 * first. The parameters are those that make the recording's code shortest.
 *
 * About 28 bits a peak on real music. The quarters' own last levels save 1.5
 * bits over the last level of all.
 */

#ifndef SEGMENT_PEAKS_H
#define SEGMENT_PEAKS_H

#include <stddef.h>
#include <stdint.h>

#include "signal/peak.h"

#define PEAKS_HEAD     4 /* bytes */
#define PEAKS_BITS_MIN 3 /* of a peak */
#define PEAKS_BITS_MAX 187

/* Bytes of the code of n peaks, at most. */
size_t peaks_bound(size_t n);

/*
 * The code of n peaks in order of (time, pitch), 0 bytes when n is 0. Returns
 * its length; out has room for peaks_bound().
 */
size_t peaks_encode(const struct peak *, size_t n, uint8_t *out);

/* Exactly n peaks out of all size bytes. Returns 0, or -1 when damaged. */
int peaks_decode(const uint8_t *code, size_t size, struct peak *out, size_t n);

#endif
