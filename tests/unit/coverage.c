/* How much of a recording is heard, and where. */

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "retrieval/coverage.h"
#include "retrieval/crowd.h"
#include "retrieval/places.h"
#include "test.h"

enum {
	REC = 3000, /* of 100,000 grid units: 15 a second */
	CLIP = 600  /* of 5,000: 10 seconds */
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

/*
 * A clip of strangers in which the recording from `at` is heard: of its peaks
 * between from and to of the clip's time each with the share, in percent.
 */
static struct fingerprint
make(uint32_t at, uint32_t from, uint32_t to, uint32_t share, uint64_t *seed)
{
	size_t n = 0, i;

	for (i = 0; i < REC; i++)
		rec[i] = any(100000, seed);
	qsort(rec, REC, sizeof *rec, peak_order);
	for (i = 0; i < REC && n < CLIP; i++)
		if (rec[i].time >= at + from && rec[i].time < at + to &&
		    test_draw(seed) % 100 < share) {
			peak[n] = rec[i];
			peak[n++].time -= at;
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

static struct coverage
cover(const struct fingerprint *fp, double b)
{
	const struct align at = { .a = 1, .b = b };
	struct coverage c;
	struct clip clip;

	clip_init(&clip, pr, fp);
	coverage(&c, &at, &clip, rec, REC);
	clip_release(&clip);
	return c;
}

static void
test_scores_what_is_heard(void **state)
{
	uint64_t seed = 41;
	double least = INFINITY, most = 0, score;
	struct fingerprint fp;
	int k;

	(void)state;
	for (k = 0; k < 100; k++) {
		fp = make(40000, 0, 5000, 25, &seed);
		least = fmin(least, cover(&fp, 40000).score);
		score = cover(&fp, 70000 + 50 * k).score;
		most = fmax(most, score);
	}
	/* a quarter of the peaks, under the worst of a hundred accidents */
	assert_true(least > 1.5 * most);
	assert_true(most < 15);
}

static void
test_ends_where_it_ends(void **state)
{
	struct fingerprint fp;
	struct coverage c;
	uint64_t seed = 42;
	int k, off = 0;

	(void)state;
	for (k = 0; k < 100; k++) {
		fp = make(20000, 1500, 3500, 80, &seed);
		c = cover(&fp, 20000);
		assert_true(c.heard > 0 && c.heard <= c.peaks);
		/* 250 units are half a second */
		off += fabs(c.from - 1500) > 250 || fabs(c.to - 3500) > 250;
	}
	assert_true(off <= 10);
}

static void
test_nothing(void **state)
{
	struct fingerprint fp = { .id = "silence" };
	uint64_t seed = 43;

	(void)state;
	assert_true(cover(&fp, 0).score == 0);
	fp = make(0, 0, 5000, 100, &seed);
	assert_true(cover(&fp, 1e7).score == 0);
	assert_true(cover(&fp, -1e7).heard == 0);
}

/* Without a hint of where: the place is found by the peaks alone. */
static void
test_places(void **state)
{
	const struct align like = { .a = 1 };
	struct place place[PLACES_MAX];
	struct fingerprint fp;
	struct clip clip;
	uint64_t seed = 44;
	size_t n, i;
	int k;

	(void)state;
	for (k = 0; k < 20; k++) {
		fp = make(10000 + 4000 * (uint32_t)k, 0, 5000, 50, &seed);
		clip_init(&clip, pr, &fp);
		n = places(place, PLACES_MAX, &like, &clip, rec, REC);
		assert_true(n > 0);
		assert_float_equal(place[0].at.b, (float)(10000 + 4000 * k), 2);
		for (i = 1; i < n; i++)
			assert_true(
			    place[i].cover.score <= place[i - 1].cover.score);
		assert_int_equal(
		    places(place, PLACES_MAX, &like, &clip, rec, 0), 0);
		clip_release(&clip);
	}
}

/* A recording that plays the same twice has two places. */
static void
test_loop(void **state)
{
	const struct align like = { .a = 1 };
	struct place place[PLACES_MAX];
	struct fingerprint fp;
	struct clip clip;
	uint64_t seed = 45;
	size_t i;

	(void)state;
	fp = make(10000, 0, 5000, 60, &seed);
	for (i = 0; i < REC / 2; i++) {
		rec[REC / 2 + i] = rec[i];
		rec[REC / 2 + i].time += 60000;
	}
	clip_init(&clip, pr, &fp);
	assert_true(places(place, PLACES_MAX, &like, &clip, rec, REC) >= 2);
	assert_float_equal(fmin(place[0].at.b, place[1].at.b), 10000, 2);
	assert_float_equal(fmax(place[0].at.b, place[1].at.b), 70000, 2);
	clip_release(&clip);
}

static void
test_density(void **state)
{
	struct density d;
	struct fingerprint fp;
	uint64_t seed = 46;

	(void)state;
	fp = make(0, 0, 0, 0, &seed);
	density_init(&d, pr, fp.peak, fp.n_peak);
	/* 600 peaks on 5000 by 3200 units, evenly */
	assert_float_equal(density_at(&d, 2500, 1600), 3.75e-5, 1.5e-5);
	/* beyond the clip it is as at the edge */
	assert_true(density_at(&d, -9, 1600) == density_at(&d, 0, 1600));
	assert_true(density_at(&d, 1e9, 1e9) == density_at(&d, 4999, 3262));
	density_release(&d);
	density_init(&d, pr, NULL, 0);
	assert_true(density_at(&d, 5, 5) == 0);
	density_release(&d);
}

/* A clip of `held` peaks at one pitch and as many at one moment, and others. */
static void
make_crowd(size_t held, uint64_t *seed)
{
	size_t i;

	for (i = 0; i < CLIP; i++) {
		peak[i] = any(5000, seed);
		if (i < held)
			peak[i].pitch = 1000;
		else if (i < 2 * held)
			peak[i].time = 2500;
	}
	qsort(peak, CLIP, sizeof *peak, peak_order);
}

/* The mean chance of peaks that are in the row, the column, in both or neither. */
static double
mean_chance(const float *chance, bool row, bool column)
{
	double sum = 0;
	size_t n = 0, i;

	for (i = 0; i < CLIP; i++)
		if ((peak[i].pitch == 1000) == row &&
		    (peak[i].time == 2500) == column) {
			sum += (double)chance[i];
			n++;
		}
	assert_true(n > 0);
	return sum / (double)n;
}

/* Where pitches are held or beats kept a hit says less, and never more. */
static void
test_crowd(void **state)
{
	static float chance[CLIP];
	struct density d;
	uint64_t seed = 47;
	double plain, expected;
	size_t i;

	(void)state;
	make_crowd(50, &seed);
	density_init(&d, pr, peak, CLIP);
	crowd_chances(chance, &d, peak, CLIP);
	plain = mean_chance(chance, false, false);
	/* an ellipse of 8 by 7 on 600 peaks of 5000 by 3200 */
	expected = 0.002 + 3.1416 * 8 * 7 * 3.75e-5;
	assert_true(plain > expected && plain < 3 * expected);
	assert_true(mean_chance(chance, true, false) > 3 * plain);
	assert_true(mean_chance(chance, false, true) > 3 * plain);
	for (i = 0; i < CLIP; i++)
		assert_true(chance[i] > 0.002F && chance[i] <= 0.9F);
	density_release(&d);
	density_init(&d, pr, NULL, 0);
	crowd_chances(chance, &d, NULL, 0);
	density_release(&d);
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
		cmocka_unit_test(test_scores_what_is_heard),
		cmocka_unit_test(test_ends_where_it_ends),
		cmocka_unit_test(test_nothing),
		cmocka_unit_test(test_places),
		cmocka_unit_test(test_loop),
		cmocka_unit_test(test_density),
		cmocka_unit_test(test_crowd),
	};

	return cmocka_run_group_tests(tests, setup, NULL);
}
