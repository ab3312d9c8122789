/* A clip without a hash in common with its recording; and the short list. */

#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/sg.h"
#include "retrieval/segment_build.h"
#include "retrieval/segment_dead.h"
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
run(const struct clip *clip, struct shortlist *list, struct chance *chance)
{
	struct segment *segments[] = { &segment };
	struct index ix = { pr, segments, 1, NULL, RECORDINGS, 0, 0, "" };
	size_t begin[2] = { 0, 0 };
	struct vote none = { .profile = pr, .begin = begin, .n_segment = 1 };
	struct peak_cache cache;
	int r;

	peak_cache_init(&cache);
	r = sweep(&ix, &none, clip, &cache, list, chance);
	peak_cache_release(&cache);
	return r;
}

static void
test_finds_without_hashes(void **state)
{
	struct candidate room[SHORTLIST_MAX];
	struct shortlist list = { room, 0 };
	struct chance chance = { 0 };
	struct peak peak[CLIP];
	struct fingerprint fp;
	struct clip clip;
	uint64_t seed = 71;
	double unit;
	size_t i;

	(void)state;
	fp = make_clip(peak, &seed);
	clip_init(&clip, pr, &fp);
	assert_int_equal(run(&clip, &list, &chance), 0);
	assert_int_equal(list.n, SHORTLIST_MAX);
	assert_string_equal(room[0].rec.id, "rec-57");
	unit = (double)pr->hop / pr->time_div / pr->rate;
	assert_true(fabs(room[0].offset_s - AT * unit) < 0.005);
	assert_true(room[0].score > 1.5 * room[1].score);
	assert_int_equal(room[0].votes, 0);
	for (i = 1; i < list.n; i++)
		assert_true(room[i].score <= room[i - 1].score);
	assert_true(chance.n >= SHORTLIST_MAX && chance.n <= RECORDINGS);
	chance_release(&chance);
	clip_release(&clip);
}

static void
test_leaves_out_the_dead(void **state)
{
	struct candidate room[SHORTLIST_MAX];
	struct shortlist list = { room, 0 };
	struct peak peak[CLIP];
	struct fingerprint fp;
	struct clip clip;
	uint64_t seed = 71;
	size_t i;

	(void)state;
	fp = make_clip(peak, &seed);
	clip_init(&clip, pr, &fp);
	segment_kill(&segment, WANTED);
	assert_int_equal(run(&clip, &list, NULL), 0);
	assert_true(list.n > 0);
	for (i = 0; i < list.n; i++)
		assert_string_not_equal(room[i].rec.id, "rec-57");
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
