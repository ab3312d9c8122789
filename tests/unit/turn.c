/* A recording in turns has the landmarks of the recording in one piece. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/stream.h"
#include "signal/landmark.h"
#include "signal/turn.h"
#include "test.h"

enum {
	PEAKS = 6000
}; /* four minutes of them */

static const struct profile *pr;

static void
scatter(struct peak *p, uint64_t *seed)
{
	size_t i;

	for (i = 0; i < PEAKS; i++)
		p[i] = (struct peak) {
			.time = test_draw(seed) % (15000 * pr->time_div),
			.pitch = (uint16_t)(test_draw(seed) % 3262),
			.rank = (uint16_t)(test_draw(seed) % 10),
		};
	qsort(p, PEAKS, sizeof *p, peak_order);
}

/* The landmarks and the number of peaks of a stream that turns wrote. */
static size_t
read_back(FILE *fp, struct landmark *mark, size_t *n_peak, int *sections)
{
	static const struct stream_type *const want[] = { &stream_peaks,
		&stream_hashes, NULL };
	struct stream in;
	size_t n = 0;
	int r;

	rewind(fp);
	*n_peak = 0;
	assert_int_equal(stream_open(&in, fp, "turns", want), 0);
	while ((r = stream_next(&in)) > 0) {
		if (r == STREAM_SECTION)
			assert_string_equal(in.rec, "x");
		else if (in.type == &stream_peaks)
			(*n_peak)++;
		else
			assert_int_equal(landmark_scan(&in, pr, &mark[n++]), 0);
	}
	assert_int_equal(r, STREAM_END);
	assert_int_equal(in.frames, 15001);
	*sections = in.sections;
	stream_release(&in);
	return n;
}

static void
test_turns_are_the_whole(void **state)
{
	struct peak *p = calloc(PEAKS, sizeof *p);
	struct landmark *whole, *mark = calloc(3 * PEAKS, sizeof *mark);
	FILE *fp = tmpfile();
	struct turn t;
	uint64_t seed = 51;
	size_t i, n, n_peak;
	int sections;

	(void)state;
	scatter(p, &seed);
	n = landmark_pair(pr, p, PEAKS, PEAKS, &whole);
	assert_true(n > 2000 && n <= 3 * PEAKS);
	turn_init(&t, fp, pr, "test", false);
	turn_begin(&t, "x");
	for (i = 0; i < PEAKS; i++)
		assert_int_equal(turn_put(&t, &p[i]), 0);
	turn_end(&t, 15001);
	assert_int_equal(read_back(fp, mark, &n_peak, &sections), n);
	assert_memory_equal(mark, whole, n * sizeof *mark);
	assert_int_equal(n_peak, PEAKS);
	assert_int_equal(sections, 2 * 4);
	turn_release(&t);
	fclose(fp);
	free(whole);
	free(mark);
	free(p);
}

static void
test_disorder_is_told(void **state)
{
	struct peak p = { .time = 80 }, earlier = { .time = 79 };
	FILE *fp = tmpfile();
	struct turn t;

	(void)state;
	turn_init(&t, fp, pr, "test", true);
	turn_begin(&t, "x");
	assert_int_equal(turn_put(&t, &p), 0);
	assert_int_equal(turn_put(&t, &earlier), -1);
	turn_release(&t);
	fclose(fp);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_turns_are_the_whole),
		cmocka_unit_test(test_disorder_is_told),
	};

	pr = profile_find("sg1");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
