/* A clip without a hash in common with its recording; and the short list. */

#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/sg.h"
#include "retrieval/look.h"
#include "retrieval/segment_build.h"
#include "retrieval/segment_dead.h"
#include "retrieval/shortlist.h"
#include "retrieval/sweep.h"
#include "test.h"

enum {
	RECORDINGS = 90,
	REC = 900,  /* peaks, of 60,000 grid units: 2 minutes */
	CLIP = 500, /* of 5,000: 10 seconds */
	WANTED = 57,
	AT = 31000
};

static const struct profile *pr;
static struct segment segment;
static struct peak rec[RECORDINGS][REC];

static struct peak
any(uint32_t span, uint64_t *seed)
{
	return (struct peak) {
		.time = test_draw(seed) % span,
		.pitch = (uint16_t)(test_draw(seed) % 3200),
		.level = (int16_t) - (test_draw(seed) % 500),
	};
}

/* Recordings of peaks alone, under no hash at all. */
static void
open_segment(uint64_t *seed)
{
	struct segment_meta none = { .duration_s = -1 };
	char path[] = "/tmp/sg-sweep.XXXXXX", err[SEGMENT_ERR];
	struct fingerprint fp;
	struct segment_build b;
	size_t i, k;
	int dir;

	assert_non_null(mkdtemp(path));
	dir = open(path, O_RDONLY | O_DIRECTORY);
	segment_build_init(&b, pr);
	for (i = 0; i < RECORDINGS; i++) {
		for (k = 0; k < REC; k++)
			rec[i][k] = any(60000, seed);
		qsort(rec[i], REC, sizeof **rec, peak_order);
		fp = (struct fingerprint) { .frames = 7600,
			.peak = rec[i],
			.n_peak = REC,
			.has_peaks = true,
			.has_hashes = true };
		snprintf(fp.id, sizeof fp.id, "rec-%02zu", i);
		assert_int_equal(segment_build_put(&b, &fp, &none), 0);
	}
	assert_int_equal(
	    segment_build_write(&b, openat(dir, "s", O_RDWR | O_CREAT, 0600)),
	    0);
	segment_build_release(&b);
	if (segment_open(&segment, dir, "s", err, sizeof err) != 0)
		fail_msg("%s", err);
	unlinkat(dir, "s", 0);
	rmdir(path);
	close(dir);
}

/* Two of three peaks of ten seconds of a recording, 4.7 dB louder, and others. */
static struct fingerprint
make_clip(struct peak *p, uint64_t *seed)
{
	size_t n = 0, i;

	for (i = 0; i < REC; i++)
		if (rec[WANTED][i].time >= AT &&
		    rec[WANTED][i].time < AT + 5000 && i % 3 != 0) {
			p[n] = rec[WANTED][i];
			p[n].time -= AT;
			p[n++].level += 47;
		}
	while (n < CLIP)
		p[n++] = any(5000, seed);
	qsort(p, CLIP, sizeof *p, peak_order);
	return (struct fingerprint) { .id = "clip",
		.frames = 640,
		.has_peaks = true,
		.peak = p,
		.n_peak = CLIP };
}

static int
run(const struct clip *clip, struct nominees *found, unsigned threads)
{
	struct segment *segments[] = { &segment };
	struct index ix = {
		.profile = pr,
		.segment = segments,
		.n_segment = 1,
		.recordings = RECORDINGS,
	};
	struct sweep s = { clip, { 1, 1 }, found, NULL, 0 };
	size_t begin[2] = { 0, 0 };
	struct vote none = { .profile = pr, .begin = begin, .n_segment = 1 };
	int r;

	sweep_choose(&s, &ix, &none, UINT64_MAX);
	r = sweep(&ix, &s, 1, threads);
	sweep_release(&s);
	return r;
}

static void
test_finds_without_hashes(void **state)
{
	struct nominees found = { .max = 40 }, again = { .max = 40 };
	struct candidate c[40];
	struct segment *segments[] = { &segment };
	struct index ix = {
		.profile = pr,
		.segment = segments,
		.n_segment = 1,
		.recordings = RECORDINGS,
	};
	struct peak peak[CLIP];
	struct fingerprint fp;
	struct clip clip;
	uint64_t seed = 71;
	double unit;
	size_t i;

	(void)state;
	fp = make_clip(peak, &seed);
	clip_init(&clip, pr, &fp);
	assert_int_equal(run(&clip, &found, 1), 0);
	assert_int_equal(found.n, 40);
	assert_int_equal(found.list[0].row, WANTED);
	assert_int_equal(found.list[0].votes, 0);
	assert_true(fabs(found.list[0].map.b - AT) <= 16);
	assert_true(found.list[0].merit > 2 * found.list[1].merit);
	/* as many threads as you like */
	assert_int_equal(run(&clip, &again, 5), 0);
	assert_int_equal(again.n, 40);
	assert_memory_equal(again.list, found.list, 40 * sizeof *found.list);
	assert_int_equal(look_at(&ix, found.list, 40, &clip, c, 3), 0);
	assert_string_equal(c[0].rec.id, "rec-57");
	unit = (double)pr->hop / pr->time_div / pr->rate;
	assert_true(fabs(c[0].offset_s - AT * unit) < 0.005);
	for (i = 1; i < 40; i++)
		assert_true(c[0].score > 1.5 * c[i].score);
	nominees_release(&found);
	nominees_release(&again);
	clip_release(&clip);
}

/* The place is found from one nearby in the recording, too. */
static void
test_looks_for_places(void **state)
{
	struct candidate c = { .segment = &segment,
		.row = WANTED,
		.speed = 1,
		.pitch = 1,
		.offset_s = 3,
		.score = 1 };
	struct peak peak[CLIP];
	struct fingerprint fp;
	struct clip clip;
	uint64_t seed = 71;
	double unit = (double)pr->hop / pr->time_div / pr->rate;

	(void)state;
	assert_int_equal(segment_rec(&segment, WANTED, &c.rec), 0);
	fp = make_clip(peak, &seed);
	clip_init(&clip, pr, &fp);
	assert_int_equal(look_for_places(&c, 1, &clip, 2), 0);
	assert_true(c.placed);
	assert_true(fabs(c.offset_s - AT * unit) < 0.005);
	/* once is enough */
	c.offset_s = 3;
	assert_int_equal(look_for_places(&c, 1, &clip, 2), 0);
	assert_true(c.offset_s == 3);
	clip_release(&clip);
}

static void
test_leaves_out_the_dead(void **state)
{
	struct nominees found = { .max = 100 };
	struct peak peak[CLIP];
	struct fingerprint fp;
	struct clip clip;
	uint64_t seed = 71;
	size_t i;

	(void)state;
	fp = make_clip(peak, &seed);
	clip_init(&clip, pr, &fp);
	segment_kill(&segment, WANTED);
	assert_int_equal(run(&clip, &found, 2), 0);
	assert_true(found.n > 0);
	for (i = 0; i < found.n; i++)
		assert_int_not_equal(found.list[i].row, WANTED);
	nominees_release(&found);
	clip_release(&clip);
}

/* The best of each recording, the best first, no more than there is room for. */
static void
test_shortlist(void **state)
{
	struct candidate room[SHORTLIST_MAX], c = { 0 };
	struct shortlist list = { room, 0 };
	char id[100][8];
	uint64_t seed = 8;
	double best[100] = { 0 };
	size_t i, k;

	(void)state;
	for (i = 0; i < 100; i++)
		snprintf(id[i], sizeof id[i], "%zu", i);
	for (i = 0; i < 3000; i++) {
		k = test_draw(&seed) % 100;
		c.rec.id = id[k];
		c.score = test_draw(&seed) % 10000 + (double)k / 100;
		best[k] = fmax(best[k], c.score);
		shortlist_keep(&list, &c);
	}
	assert_int_equal(list.n, SHORTLIST_MAX);
	for (i = 0; i < list.n; i++) {
		assert_true(i == 0 || room[i].score < room[i - 1].score);
		assert_true(room[i].score == best[atoi(room[i].rec.id)]);
	}
	/* who is not in it is not better */
	for (k = 0; k < 100; k++) {
		for (i = 0; i < list.n; i++)
			if (strcmp(room[i].rec.id, id[k]) == 0)
				break;
		assert_true(i < list.n || best[k] < room[list.n - 1].score);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_finds_without_hashes),
		cmocka_unit_test(test_looks_for_places),
		cmocka_unit_test(test_leaves_out_the_dead),
		cmocka_unit_test(test_shortlist),
	};
	uint64_t seed = 70;
	int r;

	pr = profile_find("sg1");
	open_segment(&seed);
	r = cmocka_run_group_tests(tests, NULL, NULL);
	segment_close(&segment);
	return r;
}
