/*
 * postings.h - the codec of a bucket: the postings of 2^shift hashes
 *
 * A posting is a key here: position << shift | the low bits of its hash, and a
 * bucket is sorted by key: by time first, since the hashes of one anchor, and
 * those of a figure that comes again, have most bits in common. The gaps of
 * positions then are often 0 or small.
 *
 *	| n | a run |				n <= POSTINGS_RUN
 *	| n | w | ends of 2^k runs | runs |	otherwise
 *
 * n is a LEB128 number. The runs of a large bucket are those of the next k
 * bits of the hash, so that a lookup reads one of some 100 postings; w says how
 * many bytes, 2 or 4, hold each run's end. A run of m postings (if there are
 * several, m comes first; an empty one is nothing):
 *
 *	| m classes of 4 bits | m times the bits of the hash left | gaps |
 *
 * The class of a gap says how many bits it has: postings_width[L][class], where
 * L is the length in bits of end / m, and end that of the timeline. Least
 * significant bits first; each of the three ends with a whole byte.
 */

#ifndef POSTINGS_H
#define POSTINGS_H

#include <stddef.h>
#include <stdint.h>

#define POSTINGS_PAD 8   /* bytes after a bucket that must be readable */
#define POSTINGS_RUN 128 /* postings of a bucket that is not divided */

extern const uint8_t postings_width[33][16];

/* The widths of a run of m postings below end. */
const uint8_t *postings_widths(uint64_t end, uint64_t m);

/* How many bits divide a bucket of n postings: k above. */
uint32_t postings_split(uint64_t n, uint32_t shift);

/* Bytes of the code of n keys, at most. */
size_t postings_bound(size_t n, uint32_t shift);

/*
 * The code of n keys in ascending order, all positions below end; 0 bytes when
 * n is 0. Returns its length; out has room for postings_bound() and
 * POSTINGS_PAD more, tmp for 2n.
 */
size_t postings_encode(const uint64_t *key, size_t n, uint32_t shift,
    uint64_t end, uint8_t *out, uint64_t *tmp);

/* How many keys the code names, if it has the bytes; -1 when not. */
ptrdiff_t postings_count(const uint8_t *code, size_t size, uint32_t shift);

/*
 * All keys in ascending order, into key with its room for twice
 * postings_count() of them. Returns how many; -1 when they are damaged: bytes are
 * missing or left over, or a position is not below end.
 */
ptrdiff_t postings_decode(const uint8_t *code, size_t size, uint32_t shift,
    uint64_t end, uint64_t *key);

/*
 * The positions of the hash whose low bits are low, ascending. Writes at most
 * cap of them, returns how many there are; -1 when they are damaged.
 */
ptrdiff_t postings_lookup(const uint8_t *code, size_t size, uint32_t shift,
    uint32_t low, uint64_t end, uint32_t *pos, size_t cap);

/*
 * A bucket by its runs: hashes of which all but so many low bits agree are in
 * one. -1 when the code is damaged.
 */
int postings_run_bits(const uint8_t *code, size_t size, uint32_t shift);

/*
 * The keys of the run that holds a hash, in ascending order, if there is room
 * for them. Returns how many there are; -1 when they are damaged.
 */
ptrdiff_t postings_run(const uint8_t *code, size_t size, uint32_t shift,
    uint32_t low, uint64_t end, uint64_t *key, size_t room);

#endif
