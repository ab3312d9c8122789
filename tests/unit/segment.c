/* A segment against what went into it; then with every byte damaged. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/crc32c.h"
#include "base/sg.h"
#include "retrieval/segment.h"
#include "retrieval/segment_build.h"
#include "retrieval/segment_check.h"
#include "retrieval/segment_dead.h"
#include "retrieval/segment_file.h"
#include "retrieval/segment_merge.h"
#include "retrieval/segment_peaks.h"
#include "signal/landmark.h"

enum {
	RECORDINGS = 7,
	MARKS = 400,
	PEAKS = 90
};

static struct {
	struct landmark mark[MARKS];
	struct peak peak[PEAKS]; /* those that an index keeps */
	struct fingerprint fp;
} want[RECORDINGS];

static char title[] = "a\tt", url[] = "u:", published[] = "2020";
static const struct profile *profile;
static uint32_t seed = 5;
static int dir;
static char path[64];

static uint32_t
rnd(uint32_t n)
{
	seed = seed * 1103515245 + 12345;
	return (seed >> 8) % n;
}

/* Recording 3 is empty, 5 has no section of peaks. */
static void
make_wanted(void)
{
	struct fingerprint *fp;
	size_t i, k;

	for (i = 0; i < RECORDINGS; i++) {
		fp = &want[i].fp;
		snprintf(fp->id, sizeof fp->id, "%c-%zu", "qa#zbmb"[i], i);
		fp->mark = want[i].mark;
		fp->peak = want[i].peak;
		fp->n_mark = i == 3 ? 0 : MARKS - 30 * i;
		fp->n_peak = i == 3 || i == 5 ? 0 : PEAKS - i;
		fp->has_peaks = i != 5;
		fp->has_hashes = true;
		fp->frames = i == 3 ? 0 : 2000;
		for (k = 0; k < fp->n_mark; k++)
			fp->mark[k] =
			    (struct landmark) { (uint32_t)(k * 4 + rnd(5)),
				    rnd(3) == 0 ?
					rnd(20) :
					rnd(landmark_space(profile)) };
		for (k = 0; k < fp->n_peak; k++)
			fp->peak[k] =
			    (struct peak) { (uint32_t)(k * 100 + rnd(100)),
				    (uint16_t)rnd(3200), (int16_t)-rnd(900),
				    (uint16_t)rnd(3) };
		qsort(fp->mark, fp->n_mark, sizeof *fp->mark, landmark_order);
	}
}

static int
new_file(const char *name)
{
	int fd = openat(dir, name, O_RDWR | O_CREAT | O_TRUNC, 0600);

	assert_true(fd >= 0);
	return fd;
}

/* The recordings from..end-1, into a file. */
static void
build(const char *name, size_t from, size_t end)
{
	struct segment_meta none = { .duration_s = -1 },
			    all = { title, url, published, 12.5 };
	struct segment_build b;
	struct fingerprint fp;
	struct peak extra[PEAKS + 1];
	size_t i;

	segment_build_init(&b, profile);
	for (i = from; i < end; i++) {
		fp = want[i].fp;
		/* a peak of a rank that is not kept */
		memcpy(extra, fp.peak, fp.n_peak * sizeof *extra);
		extra[fp.n_peak] = (struct peak) { 15999, 9, 9,
			(uint16_t)profile->store_rank };
		fp.peak = extra;
		fp.n_peak += fp.has_peaks && fp.frames > 0;
		assert_true(segment_build_fits(&b, &fp));
		assert_false(segment_build_put(&b, &fp, i == 1 ? &all : &none));
	}
	assert_int_equal(segment_build_write(&b, new_file(name)), 0);
	segment_build_release(&b);
}

static void
open_segment(struct segment *s, const char *name)
{
	char err[SEGMENT_ERR] = "";

	if (segment_open(s, dir, name, err, sizeof err) != 0)
		fail_msg("%s", err);
}

static void
say(void *arg, const char *file, const char *text)
{
	(void)arg;
	print_message("# %s: %s\n", file, text);
}

static void
ignore(void *arg, const char *file, const char *text)
{
	(void)arg;
	(void)file;
	(void)text;
}

static void
check(const struct segment *s)
{
	struct findings f = { .say = say };

	segment_check(s, &f);
	assert_int_equal(f.n, 0);
}

/* Every list of the segment, found by going through all that was wanted. */
static void
compare_lists(const struct segment *s, const size_t *row, size_t n)
{
	uint32_t pos[RECORDINGS * MARKS], hash, h;
	const struct fingerprint *fp;
	struct segment_rec rec;
	size_t i, k, found, all = 0;

	for (h = 0; h < 1200; h++) {
		if (h < 30)
			hash = h;
		else
			hash = h % 2 ? rnd(landmark_space(profile)) :
				       want[row[0]].mark[h % 300].hash;
		assert_int_equal(segment_lookup(s, hash, pos, 0),
		    segment_lookup(s, hash, pos, RECORDINGS * MARKS));
		for (found = i = 0; i < n; i++) {
			fp = &want[row[i]].fp;
			assert_int_equal(segment_rec(s, (uint32_t)i, &rec), 0);
			for (k = 0; k < fp->n_mark; k++)
				if (fp->mark[k].hash == hash)
					assert_int_equal(pos[found++],
					    rec.base + fp->mark[k].t_ref);
		}
		assert_int_equal(segment_lookup(s, hash, pos, 0), found);
		all += found;
	}
	assert_true(all > 300);
	assert_int_equal(segment_lookup(s, UINT32_MAX, pos, 9), 0);
}

static void
compare_row(const struct segment *s, uint32_t row, size_t i)
{
	const struct fingerprint *fp = &want[i].fp;
	struct peak peak[PEAKS];
	struct segment_rec rec;
	uint32_t found;
	size_t k;

	assert_int_equal(segment_rec(s, row, &rec), 0);
	assert_string_equal(rec.id, fp->id);
	assert_int_equal(rec.frames, fp->frames);
	assert_int_equal(rec.n_postings, fp->n_mark);
	assert_int_equal(rec.n_peaks, fp->n_peak);
	assert_int_equal(rec.has_peaks, fp->has_peaks);
	assert_int_equal(segment_peaks(s, row, peak), 0);
	for (k = 0; k < fp->n_peak; k++) {
		assert_int_equal(peak_order(&peak[k], &fp->peak[k]), 0);
		assert_int_equal(peak[k].level, fp->peak[k].level);
		assert_int_equal(peak[k].rank, fp->peak[k].rank);
	}
	if (i == 1) {
		assert_string_equal(rec.title, "a\tt");
		assert_string_equal(rec.url, "u:");
		assert_string_equal(rec.published, "2020");
		assert_true(rec.duration_s == 12.5);
	} else {
		assert_null(rec.title);
		assert_null(rec.url);
		assert_null(rec.published);
		assert_true(rec.duration_s < 0);
	}
	assert_int_equal(segment_find(s, fp->id, &found), 1);
	assert_int_equal(found, row);
	if (fp->frames > 0) {
		assert_int_equal(segment_rec_at(s, rec.base), row);
		assert_int_equal(
		    segment_rec_at(s, rec.base + rec.frames - 1), row);
	}
}

static void
built(void **state)
{
	static const size_t rows[] = { 0, 1, 2, 3, 4, 5, 6 };
	struct segment s;
	uint32_t row, i;

	(void)state;
	build("s", 0, RECORDINGS);
	open_segment(&s, "s");
	check(&s);
	assert_int_equal(segment_recordings(&s), RECORDINGS);
	assert_int_equal(s.timeline, 12000);
	for (i = 0; i < RECORDINGS; i++)
		compare_row(&s, i, i);
	compare_lists(&s, rows, RECORDINGS);
	assert_int_equal(segment_find(&s, "a", &row), 0);
	assert_int_equal(segment_find(&s, "~", &row), 0);
	assert_int_equal(segment_find(&s, "", &row), 0);
	segment_close(&s);
}

static void
replaced(void **state)
{
	static const size_t rows[] = { 0, 2, 1 };
	struct segment_meta none = { .duration_s = -1 },
			    all = { title, url, published, 12.5 };
	struct segment_build b;
	struct segment s;

	(void)state;
	segment_build_init(&b, profile);
	assert_false(segment_build_put(&b, &want[1].fp, &none));
	assert_false(segment_build_put(&b, &want[0].fp, &none));
	assert_false(segment_build_put(&b, &want[2].fp, &none));
	assert_true(segment_build_put(&b, &want[1].fp, &all));
	assert_int_equal(segment_build_write(&b, new_file("r")), 0);
	segment_build_release(&b);
	open_segment(&s, "r");
	check(&s);
	assert_int_equal(segment_recordings(&s), 3);
	compare_row(&s, 2, 1);
	compare_lists(&s, rows, 3);
	segment_close(&s);
}

static void
empty(void **state)
{
	struct segment_build b;
	struct segment s;
	uint32_t pos[1];

	(void)state;
	segment_build_init(&b, profile);
	assert_int_equal(segment_build_write(&b, new_file("e")), 0);
	segment_build_release(&b);
	open_segment(&s, "e");
	check(&s);
	assert_int_equal(segment_recordings(&s), 0);
	assert_int_equal(segment_lookup(&s, 3, pos, 1), 0);
	assert_int_equal(segment_rec_at(&s, 3), 0);
	assert_int_equal(segment_find(&s, "a", pos), 0);
	segment_close(&s);
}

static void
dead(void **state)
{
	struct segment s, again;
	char err[SEGMENT_ERR];
	uint32_t crc, row;

	(void)state;
	open_segment(&s, "s");
	assert_false(segment_dead(&s, 2));
	segment_kill(&s, 2);
	segment_kill(&s, 2);
	segment_kill(&s, 6);
	assert_int_equal(s.n_dead, 2);
	assert_int_equal(segment_find(&s, want[2].fp.id, &row), 0);
	assert_int_equal(segment_find(&s, want[3].fp.id, &row), 1);
	assert_int_equal(segment_dead_write(&s, dir, "s.dead", &crc), 0);
	open_segment(&again, "s");
	assert_int_equal(
	    segment_dead_read(&again, dir, "none", err, sizeof err), 1);
	assert_int_equal(
	    segment_dead_read(&again, dir, "s.dead", err, sizeof err), 0);
	assert_int_equal(again.n_dead, 2);
	assert_true(segment_dead(&again, 2) && segment_dead(&again, 6));
	assert_false(segment_dead(&again, 3));
	assert_int_equal(segment_dead_crc(&again), crc);
	segment_close(&again);
	open_segment(&again, "r"); /* another segment's */
	assert_int_equal(
	    segment_dead_read(&again, dir, "s.dead", err, sizeof err), -1);
	assert_non_null(strstr(err, "not the dead rows of its segment"));
	segment_close(&again);
	segment_close(&s);
}

static void
merged(void **state)
{
	static const size_t rows[] = { 0, 1, 3, 4, 5 };
	struct segment a, b, m, *in[] = { &a, &b };
	uint32_t map_a[2], map_b[5], *map[] = { map_a, map_b };
	char err[SEGMENT_ERR] = "";
	uint32_t i;

	(void)state;
	build("a", 0, 2);
	build("b", 2, 7);
	open_segment(&a, "a");
	open_segment(&b, "b");
	segment_kill(&b, 0);
	segment_kill(&b, 4);
	if (segment_merge(in, 2, map, new_file("m"), err, sizeof err) < 0)
		fail_msg("%s", err);
	open_segment(&m, "m");
	check(&m);
	assert_int_equal(segment_recordings(&m), 5);
	for (i = 0; i < 5; i++)
		compare_row(&m, i, rows[i]);
	compare_lists(&m, rows, 5);
	assert_int_equal(map_a[1], 1);
	assert_int_equal(map_b[0], SEGMENT_DROPPED);
	assert_int_equal(map_b[1], 2);
	assert_int_equal(map_b[3], 4);
	assert_int_equal(map_b[4], SEGMENT_DROPPED);
	segment_close(&m);
	segment_close(&a);
	segment_close(&b);
}

/* What is merged from parts is, byte for byte, what is built at once. */
static void
merged_is_built(void **state)
{
	struct segment a, b, m, s, *in[] = { &a, &b };
	uint32_t map_a[2], map_b[5], *map[] = { map_a, map_b };
	char err[SEGMENT_ERR] = "";

	(void)state;
	open_segment(&a, "a");
	open_segment(&b, "b");
	assert_int_equal(
	    segment_merge(in, 2, map, new_file("m"), err, sizeof err), 0);
	open_segment(&m, "m");
	open_segment(&s, "s");
	assert_int_equal(m.bytes, s.bytes);
	assert_memory_equal(m.map, s.map, s.bytes);
	segment_close(&m);
	segment_close(&s);
	segment_close(&a);
	segment_close(&b);
}

/* Use all that there is of a segment; nothing but the result is of interest. */
static void
use(const struct segment *s)
{
	struct findings f = { .say = ignore };
	struct segment_rec rec;
	uint32_t pos[16], hash, row;
	struct peak *peak;

	for (hash = 0; hash < 40; hash++)
		segment_lookup(s, hash * 97 % 30, pos, 16);
	for (hash = 0; hash < s->space; hash += s->space / 64)
		segment_lookup(s, hash, pos, 16);
	for (row = 0; row < segment_recordings(s); row++) {
		if (segment_rec(s, row, &rec) < 0)
			continue;
		peak = malloc(rec.n_peaks * sizeof *peak + 1);
		segment_peaks(s, row, peak);
		free(peak);
		segment_find(s, rec.id, pos);
	}
	segment_rec_at(s, 5000);
	segment_check(s, &f);
}

/*
 * Each byte in turn: check finds it, and nothing crashes. Then the same with
 * checksums that agree, as an attacker would have them: nothing crashes.
 */
static void
damaged(void **state)
{
	uint8_t *file, *p;
	struct segment s;
	char err[SEGMENT_ERR];
	struct findings f;
	size_t i, size;
	int k, fd;

	(void)state;
	open_segment(&s, "m");
	size = s.bytes;
	file = malloc(size);
	memcpy(file, s.map, size);
	segment_close(&s);
	for (i = 0; i < size; i += i < HEAD_BYTES ? 1 : 3) {
		file[i] ^= (uint8_t)(1 << i % 8);
		fd = new_file("d");
		assert_int_equal(write(fd, file, size), size);
		if (segment_open(&s, dir, "d", err, sizeof err) == 0) {
			f = (struct findings) { .say = ignore };
			segment_check(&s, &f);
			assert_true(f.n > 0);
			use(&s);
			segment_close(&s);
		}
		for (k = 0; k < SEGMENT_PARTS; k++) {
			p = file + HEAD_PARTS + k * HEAD_PART_BYTES;
			if (le64(p) <= size && le64(p + 8) <= size - le64(p))
				le32_put(p + 16,
				    crc32c(0, file + le64(p), le64(p + 8)));
		}
		le32_put(file + HEAD_CRC, crc32c(0, file, HEAD_CRC));
		assert_int_equal(pwrite(fd, file, size, 0), size);
		if (segment_open(&s, dir, "d", err, sizeof err) == 0) {
			use(&s);
			segment_close(&s);
		}
		close(fd);
		fd = openat(dir, "m", O_RDONLY);
		assert_int_equal(read(fd, file, size), size);
		close(fd);
	}
	free(file);
}

static void
refused(void **state)
{
	static const struct {
		off_t at, cut;
		const char *message;
	} cases[] = {
		{ 0, 0, "not a segment of an index" },
		{ 7, 0, "another version of the format" },
		{ 20, 0, "wrong checksum of the header" },
		{ 190, 0, "wrong checksum of the header" },
		{ -1, 700, "shorter than its header" },
		{ -1, 1000, "truncated: a part lies beyond the end" },
	};
	char err[SEGMENT_ERR];
	struct segment s;
	uint8_t byte;
	size_t i;
	int fd;

	(void)state;
	assert_int_equal(segment_open(&s, dir, "none", err, sizeof err), 1);
	for (i = 0; i < sizeof cases / sizeof *cases; i++) {
		build("x", 0, 3);
		fd = openat(dir, "x", O_RDWR);
		if (cases[i].at < 0) {
			assert_int_equal(ftruncate(fd, cases[i].cut), 0);
		} else {
			assert_int_equal(pread(fd, &byte, 1, cases[i].at), 1);
			byte ^= 1;
			assert_int_equal(pwrite(fd, &byte, 1, cases[i].at), 1);
		}
		close(fd);
		assert_int_equal(
		    segment_open(&s, dir, "x", err, sizeof err), -1);
		if (strstr(err, cases[i].message) == NULL)
			fail_msg("%zu: %s", i, err);
	}
}

static int
set_up(void **state)
{
	(void)state;
	strcpy(path, "/tmp/sg-segment-XXXXXX");
	if (mkdtemp(path) == NULL || (dir = open(path, O_RDONLY)) < 0)
		return -1;
	profile = profile_find("sg1");
	make_wanted();
	return 0;
}

static int
tear_down(void **state)
{
	static const char *const names[] = { "a", "b", "d", "e", "m", "r", "s",
		"s.dead", "x" };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof names / sizeof *names; i++)
		unlinkat(dir, names[i], 0);
	close(dir);
	return rmdir(path);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(built),
		cmocka_unit_test(replaced),
		cmocka_unit_test(empty),
		cmocka_unit_test(dead),
		cmocka_unit_test(merged),
		cmocka_unit_test(merged_is_built),
		cmocka_unit_test(damaged),
		cmocka_unit_test(refused),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
