/* A small index in memory, what is hidden in it, and exhibits out of it. */

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "retrieval/exhibit.h"
#include "retrieval/index_hide.h"
#include "retrieval/recent.h"
#include "retrieval/recording.h"
#include "signal/landmark.h"
#include "test.h"

enum {
	PEAKS = 4000, /* of three minutes: 22 a second */
	FRAMES = 11250
};

static const struct profile *pr;
static struct recent r;

/* A recording of peaks as by chance, the same for the same seed. */
static struct fingerprint
recording(const char *id, uint64_t seed)
{
	struct fingerprint fp = { .frames = FRAMES,
		.has_peaks = true,
		.has_hashes = true,
		.n_peak = PEAKS };
	size_t i;

	snprintf(fp.id, sizeof fp.id, "%s", id);
	fp.peak = calloc(PEAKS, sizeof *fp.peak);
	for (i = 0; i < PEAKS; i++)
		fp.peak[i] = (struct peak) {
			.time = test_draw(&seed) %
				(uint32_t)(FRAMES * pr->time_div),
			.pitch = (uint16_t)(test_draw(&seed) % 3200),
			.level = (int16_t) - (test_draw(&seed) % 500),
			.rank = (uint16_t)(i % 2),
		};
	qsort(fp.peak, PEAKS, sizeof *fp.peak, peak_order);
	fp.n_mark = landmark_pair(pr, fp.peak, fp.n_peak, fp.n_peak, &fp.mark);
	return fp;
}

static void
forget(struct fingerprint *fp)
{
	free(fp->peak);
	free(fp->mark);
}

static void
add(const char *id, uint64_t seed, uint32_t more_frames)
{
	char published[] = "2024-05-06T07:08:09Z";
	const struct segment_meta meta = { .published = published,
		.duration_s = -1 };
	struct fingerprint fp = recording(id, seed);

	fp.frames += more_frames;
	assert_int_equal(recent_add(&r, &fp, &meta), 0);
	forget(&fp);
}

static int
start(void **state)
{
	(void)state;
	recent_init(&r, pr);
	add("a", 1, 0);
	add("b", 2, 0);
	add("b@1", 3, 0);
	return 0;
}

static int
stop(void **state)
{
	(void)state;
	recent_release(&r);
	return 0;
}

/* Whether it is there; a search sees what this sees. */
static int
there(const char *id)
{
	size_t segment;
	uint32_t row;

	return index_find(&r.ix, id, &segment, &row);
}

static void
test_hide(void **state)
{
	struct index_hidden h;

	(void)state;
	assert_int_equal(index_hide(&r.ix, "a", &h), 0);
	assert_int_equal(there("a"), 0);
	assert_int_equal(there("b"), 1);
	index_reveal(&h);
	assert_int_equal(there("a"), 1);
	index_reveal(&h); /* once more is nothing */
	assert_int_equal(there("a"), 1);

	assert_int_equal(index_hide(&r.ix, "a@17.5", &h), 0); /* a window */
	assert_int_equal(there("a"), 0);
	index_reveal(&h);
	assert_int_equal(index_hide(&r.ix, "b@1", &h), 0); /* its own name */
	assert_int_equal(there("b@1"), 0);
	assert_int_equal(there("b"), 1);
	index_reveal(&h);
	assert_int_equal(index_hide(&r.ix, "a@x", &h), 0); /* no window */
	assert_null(h.segment);
	assert_int_equal(index_hide(&r.ix, "c", &h), 0);
	assert_null(h.segment);
	assert_int_equal(there("a"), 1);
}

static void
test_again(void **state)
{
	size_t segment;
	struct exhibit e;
	uint32_t row;

	(void)state;
	add("a", 4, 64);
	assert_int_equal(index_find(&r.ix, "a", &segment, &row), 1);
	assert_int_equal(segment, 3); /* the one that came last */
	assert_int_equal(exhibit_find(&e, &r.ix, "a"), 1);
	assert_true(fabs(e.length_s - (FRAMES + 64) * 0.016) < 1e-9);
	exhibit_release(&e);
}

static void
test_exhibit(void **state)
{
	struct fingerprint fp = recording("b", 2);
	struct exhibit found, made;
	size_t i;

	(void)state;
	assert_int_equal(exhibit_find(&found, &r.ix, "none"), 0);
	assert_null(found.id);
	exhibit_release(&found);
	assert_int_equal(exhibit_find(&found, &r.ix, "b"), 1);
	exhibit_init(&made, pr, &fp);
	assert_string_equal(found.id, "b");
	assert_string_equal(found.published, "2024-05-06T07:08:09Z");
	assert_true(found.stored && !made.stored);
	assert_true(found.copies < 0 && made.copies < 0);
	assert_int_equal(found.landmarks, fp.n_mark);
	assert_int_equal(made.landmarks, fp.n_mark);
	assert_true(fabs(found.length_s - made.length_s) < 1e-9);
	assert_int_equal(
	    made.n_peak, PEAKS); /* all are of a rank that is kept */
	assert_int_equal(found.n_peak, PEAKS);
	for (i = 0; i < PEAKS; i++)
		assert_int_equal(peak_order(&found.peak[i], &made.peak[i]), 0);
	exhibit_release(&found);
	exhibit_release(&made);
	/* of a rank that is not stored, none */
	for (i = 0; i < PEAKS; i += 2)
		fp.peak[i].rank = (uint16_t)pr->store_rank;
	exhibit_init(&made, pr, &fp);
	assert_int_equal(made.n_peak, PEAKS / 2);
	exhibit_release(&made);
	forget(&fp);
}

static void
test_search(void **state)
{
	struct fingerprint fp = recording("new", 2);
	struct nominations n = { 0 };

	(void)state;
	assert_int_equal(recent_search(&r.ix, &fp, &n), 0);
	assert_int_equal(n.n, 1);
	assert_string_equal(n.list[0].id, "b");
	assert_true(fabs(n.list[0].offset_s) < 0.05);
	assert_true(fabs(n.list[0].speed - 1) < 0.001);
	assert_true(n.list[0].to_s - n.list[0].from_s > 170);
	nominations_clear(&n);
	snprintf(fp.id, sizeof fp.id, "b"); /* not itself */
	assert_int_equal(recent_search(&r.ix, &fp, &n), 0);
	assert_int_equal(n.n, 0);
	assert_int_equal(there("b"), 1);
	free(n.list);
	forget(&fp);
}

/* A row that was read without its peaks has them when they are asked for. */
static void
test_recording(void **state)
{
	struct recording rec = { 0 };

	(void)state;
	assert_int_equal(recording_row(&rec, r.ix.segment[1], 0), 0);
	assert_string_equal(rec.rec.id, "b");
	assert_int_equal(rec.n, 0);
	assert_int_equal(recording_read(&rec, r.ix.segment[1], 0), 0);
	assert_int_equal(rec.n, PEAKS);
	assert_int_equal(recording_row(&rec, r.ix.segment[1], 0), 0);
	assert_int_equal(rec.n, PEAKS);
	assert_int_equal(recording_row(&rec, r.ix.segment[2], 0), 0);
	assert_string_equal(rec.rec.id, "b@1");
	assert_int_equal(rec.n, 0);
	recording_release(&rec);
}

static void
test_empty(void **state)
{
	struct fingerprint fp = recording("new", 2);
	struct nominations n = { 0 };
	struct recent none;

	(void)state;
	recent_init(&none, pr);
	assert_int_equal(recent_search(&none.ix, &fp, &n), 0);
	assert_int_equal(n.n, 0);
	recent_release(&none);
	forget(&fp);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_hide, start, stop),
		cmocka_unit_test_setup_teardown(test_again, start, stop),
		cmocka_unit_test_setup_teardown(test_exhibit, start, stop),
		cmocka_unit_test_setup_teardown(test_search, start, stop),
		cmocka_unit_test_setup_teardown(test_recording, start, stop),
		cmocka_unit_test(test_empty),
	};

	pr = profile_default();
	return cmocka_run_group_tests_name("recent", tests, NULL, NULL);
}
