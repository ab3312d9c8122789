/* Which rows and which windows are kept. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "retrieval/sampling.h"

static void
golden_segments(void **state)
{
	struct sampling s;
	unsigned long long want[5], covered, sum;
	char line[128], *p;
	size_t row, i, n = 0;
	FILE *fp;

	(void)state;
	fp = fopen("tests/data/golden/segments.tsv", "r");
	assert_non_null(fp);
	while (fgets(line, sizeof line, fp) != NULL) {
		if (*line == '#')
			continue;
		for (i = 0, p = line; i < 5; i++)
			want[i] = strtoull(p, &p, 10);
		sampling_plan(&s, (size_t)want[0]);
		covered = sum = 0;
		for (row = 0; row <= want[0]; row++)
			if (sampling_keeps(&s, row)) {
				covered++;
				sum += row;
			}
		assert_int_equal(s.sections, want[1]);
		assert_int_equal(s.compared, want[1] * want[2]);
		assert_int_equal(covered, want[3]);
		assert_int_equal(sum, want[4]);
		n++;
	}
	fclose(fp);
	assert_int_equal(n, 17);
}

static void
an_empty_list_keeps_nothing(void **state)
{
	struct sampling s;

	(void)state;
	sampling_plan(&s, 0);
	assert_false(sampling_keeps(&s, 0));
	assert_int_equal(s.compared, 0);
}

/* Sections never overlap, so that no row is kept twice. */
static void
sections_are_apart(void **state)
{
	struct sampling s;
	size_t n;

	(void)state;
	for (n = 1; n < 110000; n++) {
		sampling_plan(&s, n);
		assert_true(s.rows_each <= s.step);
		assert_true((s.sections - 1) * s.step + s.rows_each <= n);
	}
}

/* frames 62.5 a second; how many windows, and the last of them */
static uint32_t
windows(double seconds, double step_s, uint32_t frames, struct window *last)
{
	struct window_plan w;
	struct window next;
	uint32_t k = 0;

	window_plan(&w, profile_find("sonicgen"), seconds, step_s);
	while (window_of(&w, k, frames, &next)) {
		*last = next;
		k++;
	}
	return k;
}

static void
assert_windows(double seconds, double step_s, uint32_t frames, uint32_t n,
    uint32_t first, uint32_t end)
{
	struct window last;

	assert_int_equal(windows(seconds, step_s, frames, &last), n);
	assert_int_equal(last.first, first);
	assert_int_equal(last.end, end);
}

static void
last_window(void **state)
{
	(void)state;
	assert_windows(10, 10, 1875, 3, 1250, 1875);       /* exact */
	assert_windows(10, 10, 1874, 3, 1250, 1874);       /* cut */
	assert_windows(10, 10, 1876, 3, 1250, 1875);       /* one frame more */
	assert_windows(10, 10, 1875 + 312, 3, 1250, 1875); /* under half */
	assert_windows(10, 10, 1875 + 313, 4, 1875, 2188); /* half */
	assert_windows(10, 10, 1, 1, 0, 1); /* the first, always */
	assert_windows(10, 10, 0, 1, 0, 0);
}

static void
overlap_and_gaps(void **state)
{
	(void)state;
	/* one a second, the nearest frame, until one reaches the end */
	assert_windows(10, 1, 1875, 21, 1250, 1875);
	assert_windows(10, 1, 1874, 21, 1250, 1874);
	/* 10 of every 60 s of 125 s */
	assert_windows(10, 60, 7812, 2, 3750, 4375);
	assert_windows(10, 60, 7813, 3, 7500, 7813);
}

static void
windows_begin_at_the_nearest_frame(void **state)
{
	struct window_plan w;

	(void)state;
	window_plan(&w, profile_default(), 0.1, 0.3); /* 18.75 frames */
	assert_int_equal(window_at(&w, 0).end, 6);
	assert_int_equal(window_at(&w, 1).first, 19);
	assert_int_equal(window_at(&w, 2).first, 38);
	assert_int_equal(window_at(&w, 4).first, 75);
	assert_int_equal(window_at(&w, UINT32_MAX).first, UINT32_MAX);
	assert_int_equal(window_at(&w, UINT32_MAX).end, UINT32_MAX);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(golden_segments),
		cmocka_unit_test(an_empty_list_keeps_nothing),
		cmocka_unit_test(sections_are_apart),
		cmocka_unit_test(last_window),
		cmocka_unit_test(overlap_and_gaps),
		cmocka_unit_test(windows_begin_at_the_nearest_frame),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
