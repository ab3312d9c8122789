/* The search reaches what it should, in steps that are small enough. */

#include <math.h>
#include <stdlib.h>

#include "retrieval/warp.h"
#include "test.h"

static struct warp list[WARP_MAX];

/* Distance of the nearest warp of the list, in relative steps. */
static double
nearest(size_t n, double time, double pitch)
{
	double best = 1, d;
	size_t i;

	for (i = 0; i < n; i++) {
		d = fmax(fabs(log(list[i].time / time)),
		    fabs(log(list[i].pitch / pitch)));
		best = d < best ? d : best;
	}
	return best;
}

static void
test_axes_are_reached(void **state)
{
	size_t n = warp_list(WARP_AXES, list);
	double s;

	(void)state;
	for (s = 0.67; s <= 1.5; s += 0.0013) {
		if (fabs(s - 1) < 0.005)
			continue; /* the unwarped tiers */
		assert_true(nearest(n, s, s) < 0.0051);
		assert_true(nearest(n, s, 1) < 0.0051);
	}
	for (s = -5; s <= 5; s += 0.01)
		if (fabs(s) > 0.1)
			assert_true(nearest(n, 1, exp2(s / 12)) < 0.0051);
}

static void
test_plane_is_reached(void **state)
{
	size_t axes = warp_list(WARP_AXES, list), plane, i;
	struct warp *all = calloc(2 * WARP_MAX, sizeof *all);
	double t, p, d, best;

	(void)state;
	for (i = 0; i < axes; i++)
		all[i] = list[i];
	plane = warp_list(WARP_FULL, list);
	assert_true(plane < WARP_MAX);
	for (i = 0; i < plane; i++)
		all[axes + i] = list[i];
	all[axes + plane] = (struct warp) { 1, 1 };
	for (t = 0.67; t <= 1.5; t += 0.011)
		for (p = -5; p <= 5; p += 0.21) {
			for (best = 1, i = 0; i <= axes + plane; i++) {
				d = fmax(fabs(log(all[i].time / t)),
				    fabs(log(all[i].pitch / exp2(p / 12))));
				best = d < best ? d : best;
			}
			assert_true(best < 0.0145);
		}
	free(all);
}

static void
test_nearest_first(void **state)
{
	size_t n = warp_list(WARP_AXES, list), i;

	(void)state;
	for (i = 1; i < n; i++)
		assert_true(fabs(log(list[i].time)) + fabs(log(list[i].pitch)) >
			    fabs(log(list[i - 1].time)) +
				fabs(log(list[i - 1].pitch)) - 1e-6);
	assert_int_equal(warp_list(WARP_NONE, list), 1);
	assert_true(list[0].time == 1 && list[0].pitch == 1);
}

static void
want(size_t i, double time, double pitch)
{
	assert_true(fabs(list[i].time - time) < 5e-7);
	assert_true(fabs(list[i].pitch - pitch) < 5e-7);
}

/* As many as the steps make, in an order that no sort can change; none twice. */
static void
test_the_lists(void **state)
{
	double near = log(1.018) * 0.75, t, p;
	size_t n, i, k;

	(void)state;
	n = warp_list(WARP_AXES, list);
	assert_int_equal(n, 226); /* 2 x 42 steps of speed, of tempo, 2 x 29 */
	/* the smaller time first, then the lower pitch */
	want(0, 1 / 1.01, 1);
	want(1, 1, 1 / 1.01);
	want(2, 1, 1.01);
	want(3, 1.01, 1);
	want(4, 1 / 1.0201, 1);
	want(5, 1 / 1.01, 1 / 1.01);
	want(n - 1, pow(1.01, 42), pow(1.01, 42));
	want(n - 2, pow(1.01, -42), pow(1.01, -42));
	for (i = 0; i < n; i++)
		for (k = 0; k < i; k++)
			assert_true(list[i].time != list[k].time ||
				    list[i].pitch != list[k].pitch);

	n = warp_list(WARP_FULL, list);
	assert_int_equal(n, 1530);
	want(0, 1 / 1.018, 1.018);
	want(1, 1.018, 1 / 1.018);
	want(n - 1, pow(1.018, 23), pow(1.018, 17));
	want(n - 2, pow(1.018, 23), pow(1.018, -17));
	for (i = 0; i < n; i++) {
		t = log(list[i].time);
		p = log(list[i].pitch);
		assert_true(
		    fabs(t) > near && fabs(p) > near && fabs(t - p) > near);
		for (k = 0; k < i; k++)
			assert_true(fabs(t - log(list[k].time)) +
					fabs(p - log(list[k].pitch)) >
				    1e-6);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_axes_are_reached),
		cmocka_unit_test(test_plane_is_reached),
		cmocka_unit_test(test_nearest_first),
		cmocka_unit_test(test_the_lists),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
