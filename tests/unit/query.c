/* What a clip asks for: dense, near, and backwards. */

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "retrieval/clip.h"
#include "retrieval/query.h"
#include "signal/landmark.h"
#include "test.h"

static const struct profile *pr;

/* A clip of n peaks at random places of its stretch. */
static struct fingerprint
clip(struct peak *p, size_t n, uint64_t *seed)
{
	size_t i;

	for (i = 0; i < n; i++)
		p[i] = (struct peak) {
			.time = test_draw(seed) % 5000,
			.pitch = (uint16_t)(test_draw(seed) % 3262),
			.rank = (uint16_t)(test_draw(seed) % 10),
		};
	qsort(p, n, sizeof *p, peak_order);
	return (struct fingerprint) { .id = "clip",
		.frames = 640,
		.has_peaks = true,
		.peak = p,
		.n_peak = n };
}

static const struct query_how plain = {
	.time = 1, .pitch = 1, .rank = 10, .fanout = 20
};

static void
make(struct query *q, const struct fingerprint *fp, const struct query_how *how)
{
	query_init(q, pr);
	assert_int_equal(query_add(q, fp, how), 0);
	query_sort(q);
}

static bool
asks(const struct query *q, uint32_t hash, uint32_t t)
{
	uint64_t want = (uint64_t)hash << 32 | t;
	size_t lo = 0, hi = q->n, mid;

	while (lo < hi) {
		mid = (lo + hi) / 2;
		if (q->mark[mid] < want)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < q->n && q->mark[lo] == want;
}

static void
test_holds_what_an_index_has(void **state)
{
	struct landmark *stored;
	struct fingerprint fp;
	struct peak p[400];
	struct query q;
	uint64_t seed = 21;
	size_t i, n, k, found = 0;

	(void)state;
	fp = clip(p, 400, &seed);
	n = landmark_pair(pr, p, 400, 400, &stored);
	make(&q, &fp, &plain);
	assert_true(q.n > 10 * n);
	for (k = 0; k < n; k++)
		for (i = 0; i < q.n; i++)
			if (q.mark[i] >> 32 == stored[k].hash &&
			    ((uint32_t)q.mark[i] + pr->time_div / 2) /
				    pr->time_div ==
				stored[k].t_ref) {
				found++;
				break;
			}
	/* a target that 20 better ones hide is the exception */
	assert_true(found >= n * 98 / 100);
	query_release(&q);
	free(stored);
}

static void
test_near_asks_for_more(void **state)
{
	struct query_how how = plain;
	struct query exact, near;
	struct fingerprint fp;
	struct peak p[100];
	uint64_t seed = 22;
	size_t i;

	(void)state;
	fp = clip(p, 100, &seed);
	make(&exact, &fp, &how);
	how.near = true;
	make(&near, &fp, &how);
	/* half of the five parts of a landmark lean to a side */
	assert_true(near.n <= 4 * exact.n && near.n > 3 * exact.n);
	for (i = 0; i < exact.n; i++)
		assert_true(asks(&near, (uint32_t)(exact.mark[i] >> 32),
		    (uint32_t)exact.mark[i]));
	query_release(&exact);
	query_release(&near);
}

/* What lies just beyond the edge of a step is found by a near query. */
static void
test_near_finds_neighbours(void **state)
{
	const struct landmark_grid g = landmark_grid(pr);
	struct query_how how = { 1, 1, 10, 20, true };
	struct peak p[3] = { { .time = 100, .pitch = 1000 },
		{ .time = 200, .pitch = 1100 }, { .time = 300, .pitch = 900 } };
	struct fingerprint fp = { .id = "clip",
		.frames = 640,
		.has_peaks = true,
		.peak = p,
		.n_peak = 3 };
	struct landmark_point at = landmark_point(&p[0], &p[1], &p[2]);
	struct query q;
	int step, rest;

	(void)state;
	make(&q, &fp, &how);
	for (step = -g.dt_step; step <= g.dt_step; step++) {
		at.dt1 = 100 + step;
		rest = (at.dt1 + g.dt_step / 2) / g.dt_step -
		       (100 + g.dt_step / 2) / g.dt_step;
		/* 100 is 4 of 12 above the middle of a step */
		assert_int_equal(asks(&q, landmark_hash(pr, &at), 100),
		    rest == 0 || rest == 1);
	}
	query_release(&q);
}

/* A warped query asks for what the unwarped sound has. */
static void
test_warp_undoes_a_change(void **state)
{
	struct query_how how = plain;
	struct fingerprint fp;
	struct peak p[400];
	struct query q, w;
	uint64_t seed = 24;
	size_t i, same = 0;
	double speed = 1.17;

	(void)state;
	fp = clip(p, 400, &seed);
	for (i = 0; i < 400; i++)
		p[i].pitch = (uint16_t)(600 + p[i].pitch / 2);
	qsort(p, 400, sizeof *p, peak_order);
	make(&q, &fp, &how);
	/* the clip played faster: sooner and higher */
	for (i = 0; i < 400; i++) {
		p[i].time = (uint32_t)lrint(p[i].time / speed);
		p[i].pitch =
		    (uint16_t)lrint(p[i].pitch + log2(speed) * pr->pitch_div);
	}
	how.time = how.pitch = speed;
	make(&w, &fp, &how);
	for (i = 0; i < w.n; i++)
		same +=
		    asks(&q, (uint32_t)(w.mark[i] >> 32), (uint32_t)w.mark[i]);
	/* rounding to the grid moves one in four across a step's edge */
	assert_true(same > q.n / 2);
	query_release(&q);
	query_release(&w);
}

static void
test_backwards(void **state)
{
	struct fingerprint fp;
	struct query q, back;
	struct peak p[200];
	struct clip reversed;
	uint64_t seed = 23;
	size_t i, same = 0;

	(void)state;
	fp = clip(p, 200, &seed);
	clip_reverse(&reversed, pr, &fp);
	make(&q, &fp, &plain);
	make(&back, &reversed.fp, &plain);
	/* as many landmarks, but others */
	assert_true(back.n > q.n * 8 / 10 && back.n < q.n * 12 / 10);
	for (i = 0; i < back.n; i++)
		same += asks(
		    &q, (uint32_t)(back.mark[i] >> 32), (uint32_t)back.mark[i]);
	assert_true(same < q.n / 100);
	for (i = 1; i < back.n; i++)
		assert_true(back.mark[i - 1] <= back.mark[i]);
	query_release(&q);
	query_release(&back);
	clip_release(&reversed);
}

static void
test_hashes_alone(void **state)
{
	struct landmark l[3] = { { 4, 77 }, { 9, 5 }, { 9, 1234 } };
	struct fingerprint fp = { .id = "x",
		.frames = 20,
		.has_hashes = true,
		.mark = l,
		.n_mark = 3 };
	struct query q;

	(void)state;
	make(&q, &fp, &plain);
	assert_int_equal(q.n, 3);
	assert_true(asks(&q, 77, 4 * pr->time_div));
	assert_true(asks(&q, 1234, 9 * pr->time_div));
	query_release(&q);
}

/* Several ask at once: each what it would ask alone. */
static void
test_askers(void **state)
{
	struct query_how how[3] = { plain, { 1.1, 1, 6, 8, false },
		{ 1, 0.9, 6, 8, true } };
	struct query all, one;
	struct fingerprint fp;
	struct peak p[200];
	uint64_t seed = 25;
	size_t sum = 0, i;
	uint32_t k;

	(void)state;
	fp = clip(p, 200, &seed);
	query_init(&all, pr);
	for (k = 0; k < 3; k++)
		assert_int_equal(query_add(&all, &fp, &how[k]), 0);
	query_sort(&all);
	assert_int_equal(all.askers, 3);
	for (k = 0; k < 3; k++) {
		make(&one, &fp, &how[k]);
		assert_true(one.t_end <= all.t_end);
		sum += one.n;
		for (i = 0; i < one.n; i++)
			assert_true(asks(&all, (uint32_t)(one.mark[i] >> 32),
			    k << QUERY_T_BITS | (uint32_t)one.mark[i]));
		query_release(&one);
	}
	assert_int_equal(all.n, sum);
	for (i = 1; i < all.n; i++)
		assert_true(all.mark[i - 1] >> 32 <= all.mark[i] >> 32);
	fp.frames = QUERY_T_MAX / pr->time_div;
	assert_int_equal(query_add(&all, &fp, &plain), -1);
	query_release(&all);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_holds_what_an_index_has),
		cmocka_unit_test(test_near_asks_for_more),
		cmocka_unit_test(test_near_finds_neighbours),
		cmocka_unit_test(test_warp_undoes_a_change),
		cmocka_unit_test(test_backwards),
		cmocka_unit_test(test_hashes_alone),
		cmocka_unit_test(test_askers),
	};

	pr = profile_find("sg1");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
