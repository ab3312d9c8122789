/*
 * maximum.h - the greatest cell around each cell of rows that pass by
 *
 *	row - near_rows  . . . . . . .
 *	            row  . . . * . . .     * gets the greatest of all dots
 *	row + near_rows  . . . . . . .
 *	                 +- near_cells
 *
 * Cells are not negative; those outside, and of rows before the first and after
 * the last, count as 0. Cost of a cell: log2 of the width, and 3 comparisons in
 * time whatever the height (van Herk 1992), all of them without a branch.
 */

#ifndef MAXIMUM_H
#define MAXIMUM_H

#include <stddef.h>
#include <stdint.h>

struct maximum {
	size_t n; /* cells of a row */
	uint32_t near_cells, n_row;
	uint32_t at;   /* row of `block` that comes next */
	float *pad[2]; /* scratch of the maximum in a row */
	float *block;  /* n_row rows; those from `at` on are maxima from
			       there to the end of the block before */
	float *prefix; /* greatest of this block so far */
	float *out;    /* what maximum_put returned */
};

void maximum_init(
    struct maximum *, size_t n, uint32_t near_rows, uint32_t near_cells);

/*
 * Take the next row, or NULL for one after the last. Returns the maxima around
 * the row that came near_rows earlier, which hold until the next call.
 */
const float *maximum_put(struct maximum *, const float *x);

void maximum_release(struct maximum *);

#endif
