/* Maxima and ranks against their definitions. */

#include <stdlib.h>
#include <string.h>

#include "signal/maximum.h"
#include "signal/rank.h"
#include "test.h"

enum {
	ROWS = 50,
	CELLS = 37,
	PEAKS = 3000
};

static float
plain_maximum(float x[ROWS][CELLS], int row, int cell, int rows, int cells)
{
	float most = 0;
	int r, c;

	for (r = row - rows; r <= row + rows; r++)
		for (c = cell - cells; c <= cell + cells; c++)
			if (r >= 0 && r < ROWS && c >= 0 && c < CELLS &&
			    x[r][c] > most)
				most = x[r][c];
	return most;
}

static void
compare(uint32_t rows, uint32_t cells)
{
	float x[ROWS][CELLS];
	const float *most;
	struct maximum m;
	uint64_t seed = rows * 100 + cells + 1;
	int t, c, at;

	for (t = 0; t < ROWS; t++)
		for (c = 0; c < CELLS; c++)
			x[t][c] = (float)(test_draw(&seed) % 1000);
	maximum_init(&m, CELLS, rows, cells);
	for (t = 0; t < ROWS + (int)rows; t++) {
		most = maximum_put(&m, t < ROWS ? x[t] : NULL);
		at = t - (int)rows;
		for (c = 0; at >= 0 && c < CELLS; c++)
			assert_true(most[c] == plain_maximum(x, at, c,
						   (int)rows, (int)cells));
	}
	maximum_release(&m);
}

static void
test_maximum_of_any_height_and_width(void **state)
{
	uint32_t rows, cells;

	(void)state;
	for (rows = 0; rows < 7; rows++)
		for (cells = 0; cells < 12; cells++)
			compare(rows, cells);
	compare(4, 40);
}

static uint32_t when[PEAKS];
static uint32_t band[PEAKS];
static float power[PEAKS];

static uint32_t
plain_rank(size_t i, uint32_t at, uint32_t reach)
{
	uint32_t n = 0;
	size_t j;

	for (j = 0; j < PEAKS; j++)
		n += band[j] == band[i] && power[j] > power[i] &&
		     (uint32_t)abs((int)when[j] - (int)at) <= reach;
	return n;
}

static void
test_rank_of_peaks_out_of_order(void **state)
{
	const uint32_t reach = 248, late = 8;
	uint64_t seed = 3;
	struct rank r;
	size_t i, asked = 0;

	(void)state;
	for (i = 0; i < PEAKS; i++) {
		when[i] = (uint32_t)(i * 2) + test_draw(&seed) % late;
		band[i] = test_draw(&seed) % 3;
		power[i] = (float)(test_draw(&seed) % 200);
	}
	rank_init(&r, 3, reach);
	for (i = 0; i < PEAKS + reach; i++) {
		if (i < PEAKS)
			rank_put(&r, band[i], when[i], power[i]);
		/* ask in order of time, when all in reach are there */
		for (; asked < PEAKS && asked + reach / 2 + late <= i; asked++)
			if (band[asked] != 2)
				assert_int_equal(
				    rank_of(&r, band[asked],
					(uint32_t)(asked * 2), power[asked]),
				    plain_rank(
					asked, (uint32_t)(asked * 2), reach));
	}
	rank_release(&r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_maximum_of_any_height_and_width),
		cmocka_unit_test(test_rank_of_peaks_out_of_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
