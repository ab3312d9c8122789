/* Zones, hashes, and pairing against its definition. */

#include <stdlib.h>
#include <string.h>

#include "signal/landmark.h"
#include "test.h"

static const struct profile *pr;

/* n peaks at random places of a stretch of so many grid units. */
static void
scatter(struct peak *p, size_t n, uint32_t length, uint64_t *seed)
{
	size_t i;

	for (i = 0; i < n; i++)
		p[i] = (struct peak) {
			.time = test_draw(seed) % length,
			.pitch = (uint16_t)(test_draw(seed) % 3262),
			.rank = (uint16_t)(test_draw(seed) % 12),
		};
	qsort(p, n, sizeof *p, peak_order);
}

static bool
in_zone(const struct peak *a, const struct peak *b, uint32_t rank_max)
{
	return b->time - a->time >= pr->dt_min &&
	       b->time - a->time <= pr->dt_max && b->rank < rank_max &&
	       abs((int)b->pitch - (int)a->pitch) <= (int)pr->df_max;
}

static void
test_targets_are_the_lowest_ranks(void **state)
{
	uint32_t target[LANDMARK_FANOUT_MAX];
	struct peak p[300];
	uint64_t seed = 3;
	size_t i, j, k, made, zone, better;

	(void)state;
	scatter(p, 300, 4000, &seed);
	for (i = 0; i < 300; i++) {
		made = landmark_targets(pr, p, 300, i, 6, 5, target);
		for (zone = 0, j = i + 1; j < 300; j++)
			zone += in_zone(&p[i], &p[j], 6);
		assert_int_equal(made, zone < 5 ? zone : 5);
		for (k = 0; k < made; k++) {
			assert_true(in_zone(&p[i], &p[target[k]], 6));
			/* exactly k others are of lower (rank, place) */
			for (better = 0, j = i + 1; j < 300; j++)
				better += in_zone(&p[i], &p[j], 6) &&
					  (p[j].rank < p[target[k]].rank ||
					      (p[j].rank == p[target[k]].rank &&
						  j < target[k]));
			assert_int_equal(better, k);
		}
	}
}

/* A random point of which the parts are multiples of their steps. */
static struct landmark_point
random_point(uint64_t *seed)
{
	int32_t f = (int32_t)pr->df_step, t = (int32_t)pr->dt_step;
	struct landmark_point at;

	at.pitch = (int32_t)(test_draw(seed) % 204) * f;
	at.df1 = ((int32_t)(test_draw(seed) % 97) - 48) * f;
	at.df2 = ((int32_t)(test_draw(seed) % 97) - 48) * f;
	at.dt2 = (int32_t)(test_draw(seed) % 61) * t;
	at.dt1 = (int32_t)(test_draw(seed) % 61) * t;
	if (at.dt1 > at.dt2)
		at.dt1 = at.dt2;
	return at;
}

static void
test_hash_is_a_place_in_the_space(void **state)
{
	int32_t f = (int32_t)pr->df_step, t = (int32_t)pr->dt_step;
	uint32_t hash, n = landmark_space(pr);
	struct landmark_point at, near;
	uint64_t seed = 5;
	int i;

	(void)state;
	for (i = 0; i < 200000; i++) {
		at = random_point(&seed);
		hash = landmark_hash(pr, &at);
		assert_true(hash < n);
		assert_int_equal(landmark_dt(pr, hash), (uint32_t)at.dt2);
		/* anything nearer than half a step has the same hash */
		near = at;
		near.pitch += (int32_t)(test_draw(&seed) % 16) - f / 2;
		near.df1 += (int32_t)(test_draw(&seed) % 16) - f / 2;
		near.df2 += (int32_t)(test_draw(&seed) % 16) - f / 2;
		near.dt1 += (int32_t)(test_draw(&seed) % 12) - t / 2;
		near.dt2 += (int32_t)(test_draw(&seed) % 12) - t / 2;
		assert_int_equal(landmark_hash(pr, &near), hash);
		/* a step further has another */
		near = at;
		near.df2 += near.df2 > 0 ? -f : f;
		assert_int_not_equal(landmark_hash(pr, &near), hash);
	}
	at = (struct landmark_point) { 100, 800, 0, 100, 200 };
	assert_int_equal(landmark_hash(pr, &at), LANDMARK_NONE);
	at = (struct landmark_point) { -20, 0, 0, 100, 200 };
	assert_int_equal(landmark_hash(pr, &at), LANDMARK_NONE);
	at = (struct landmark_point) { 100, 0, 0, 100, 732 };
	assert_int_equal(landmark_hash(pr, &at), LANDMARK_NONE);
}

static void
test_reverse_is_played_backwards(void **state)
{
	struct landmark_point at, back;
	uint32_t hash, reversed;
	uint64_t seed = 6;
	size_t made = 0;
	int i;

	(void)state;
	for (i = 0; i < 100000; i++) {
		at = random_point(&seed);
		hash = landmark_hash(pr, &at);
		reversed = landmark_reverse(pr, hash);
		back = (struct landmark_point) {
			.pitch = at.pitch + at.df2,
			.df1 = at.df1 - at.df2,
			.df2 = -at.df2,
			.dt1 = at.dt2 - at.dt1,
			.dt2 = at.dt2,
		};
		assert_int_equal(reversed, landmark_hash(pr, &back));
		if (reversed == LANDMARK_NONE)
			continue;
		assert_int_equal(landmark_reverse(pr, reversed), hash);
		made++;
	}
	assert_true(made > 50000);
}

static void
test_targets_in_any_order(void **state)
{
	struct peak a = { 100, 900, 0, 0 }, b = { 150, 700, 0, 0 },
		    c = { 150, 1000, 0, 0 };
	struct landmark_point p = landmark_point(&a, &b, &c),
			      q = landmark_point(&a, &c, &b);

	(void)state;
	assert_memory_equal(&p, &q, sizeof p);
	assert_int_equal(p.df1, -200);
	assert_int_equal(p.df2, 100);
}

static void
test_stretches_pair_like_the_whole(void **state)
{
	struct landmark *whole, *first, *rest;
	struct peak p[500];
	uint64_t seed = 9;
	size_t n, a, b, cut;

	(void)state;
	scatter(p, 500, 20000, &seed);
	for (cut = 250;
	     landmark_frame(pr, &p[cut]) == landmark_frame(pr, &p[cut - 1]);
	     cut++)
		;
	n = landmark_pair(pr, p, 500, 500, &whole);
	a = landmark_pair(pr, p, 500, cut, &first);
	b = landmark_pair(pr, p + cut, 500 - cut, 500 - cut, &rest);
	assert_true(a > 20 && b > 20);
	assert_int_equal(a + b, n);
	assert_memory_equal(whole, first, a * sizeof *first);
	assert_memory_equal(whole + a, rest, b * sizeof *rest);
	free(whole);
	free(first);
	free(rest);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_targets_are_the_lowest_ranks),
		cmocka_unit_test(test_hash_is_a_place_in_the_space),
		cmocka_unit_test(test_reverse_is_played_backwards),
		cmocka_unit_test(test_targets_in_any_order),
		cmocka_unit_test(test_stretches_pair_like_the_whole),
	};

	pr = profile_find("sg1");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
