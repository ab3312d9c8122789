/* Pairs of one pitch, counted by the delta of their times. */

#include <math.h>
#include <stdlib.h>

#include "retrieval/tally.h"
#include "test.h"

enum {
	REC = 2000, /* of 60,000 grid units */
	CLIP = 300, /* of 5,000 */
	REACH = 4
};

static const struct profile *pr;
static struct peak rec[REC], peak[CLIP];

static struct peak
any(uint32_t span, uint64_t *seed)
{
	return (struct peak) {
		.time = test_draw(seed) % span,
		.pitch = (uint16_t)(test_draw(seed) % 3200),
	};
}

/* A recording, and a clip that is it from `at` on, changed so. */
static struct fingerprint
make(uint32_t at, double a, double c, uint64_t *seed)
{
	size_t n = 0, i;
	double t, p;

	for (i = 0; i < REC; i++)
		rec[i] = any(60000, seed);
	qsort(rec, REC, sizeof *rec, peak_order);
	for (i = 0; i < REC && n < CLIP / 2; i++) {
		t = ((double)rec[i].time - at) / a;
		p = rec[i].pitch + c;
		if (t >= 0 && t < 5000 && p >= 0 && p < 3200)
			peak[n++] = (struct peak) { .time = (uint32_t)t,
				.pitch = (uint16_t)p };
	}
	while (n < CLIP)
		peak[n++] = any(5000, seed);
	qsort(peak, CLIP, sizeof *peak, peak_order);
	return (struct fingerprint) { .id = "clip",
		.frames = 640,
		.has_peaks = true,
		.peak = peak,
		.n_peak = CLIP };
}

/* The same the slow way: pairs of each cell and its neighbour. */
static uint32_t
count(const struct fingerprint *fp, int32_t from, double a, double c)
{
	uint32_t n = 0;
	double delta;
	size_t i, k;

	for (i = 0; i < REC; i++)
		for (k = 0; k < fp->n_peak; k++) {
			delta = rec[i].time - rint(a * fp->peak[k].time);
			n += abs((int)rec[i].pitch -
				 (fp->peak[k].pitch - (int)c)) <= REACH &&
			     delta >= from && delta < from + 2 * TALLY_CELL;
		}
	return n;
}

static void
test_counts(void **state)
{
	struct tally_place best[8];
	struct tally_cells cells = { 0 };
	struct align like = { .a = 1.25, .c = -100 };
	struct fingerprint fp;
	struct tally t;
	struct clip clip;
	uint64_t seed = 91;
	size_t n, i;
	int k;

	(void)state;
	for (k = 0; k < 20; k++) {
		fp = make(20000 + 1000 * (uint32_t)k, like.a, like.c, &seed);
		clip_init(&clip, pr, &fp);
		tally_init(&t, &like, &clip, REACH);
		tally_count(&t, &cells, rec, REC);
		n = tally_best(&cells, 2, best, 8);
		assert_int_equal(n, 8);
		assert_true(abs(best[0].delta - (20000 + 1000 * k)) <= 32);
		assert_true(best[0].pairs > 60);
		for (i = 0; i < n; i++) {
			assert_int_equal(best[i].pairs,
			    count(&fp, best[i].delta - TALLY_CELL, like.a,
				like.c));
			assert_true(
			    i == 0 || best[i].pairs <= best[i - 1].pairs);
		}
		/* what has no more is no place */
		assert_int_equal(tally_best(&cells, best[0].pairs, best, 8), 0);
		assert_int_equal(
		    tally_best(&cells, best[0].pairs - 1, best, 8), 1);
		tally_release(&t);
		clip_release(&clip);
	}
	free(cells.count);
}

static void
test_nothing(void **state)
{
	struct tally_cells cells = { 0 };
	struct align like = { .a = 1 };
	struct fingerprint fp = { .id = "silence" };
	struct tally_place best[4];
	struct tally t;
	struct clip clip;
	uint64_t seed = 92;

	(void)state;
	make(0, 1, 0, &seed);
	clip_init(&clip, pr, &fp);
	tally_init(&t, &like, &clip, REACH);
	tally_count(&t, &cells, rec, REC);
	assert_int_equal(tally_best(&cells, 0, best, 4), 0);
	tally_count(&t, &cells, rec, 0);
	assert_int_equal(tally_best(&cells, 0, best, 4), 0);
	tally_release(&t);
	clip_release(&clip);
	free(cells.count);
}

/* A clip of an hour: not all of its peaks count, and its place is found. */
static void
test_long(void **state)
{
	enum {
		MANY = 100000
	};
	struct peak *p = calloc(MANY, sizeof *p);
	struct fingerprint fp = { .id = "long", .peak = p, .n_peak = MANY };
	struct tally_cells cells = { 0 };
	struct align like = { .a = 1 };
	struct tally_place best[1];
	struct tally t;
	struct clip clip;
	uint64_t seed = 93;
	size_t i;

	(void)state;
	for (i = 0; i < MANY; i++)
		p[i] = any(1800000, &seed);
	qsort(p, MANY, sizeof *p, peak_order);
	clip_init(&clip, pr, &fp);
	tally_init(&t, &like, &clip, REACH);
	tally_count(&t, &cells, p, MANY);
	assert_int_equal(tally_best(&cells, 100, best, 1), 1);
	assert_true(abs(best[0].delta) <= TALLY_CELL);
	tally_release(&t);
	clip_release(&clip);
	free(cells.count);
	free(p);
}

static int
setup(void **state)
{
	(void)state;
	pr = profile_find("sg1");
	return pr == NULL;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_counts),
		cmocka_unit_test(test_nothing),
		cmocka_unit_test(test_long),
	};

	return cmocka_run_group_tests(tests, setup, NULL);
}
