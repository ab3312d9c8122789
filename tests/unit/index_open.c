/* An index that is opened: joined with another, and files that are others. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "retrieval/index.h"
#include "retrieval/index_merge.h"
#include "retrieval/index_store.h"
#include "test.h"

enum {
	MARKS = 30
};

static const struct profile *profile;
static char dir[64];
static struct landmark mark[MARKS + 20];

/* Recording i of those of a letter: MARKS + i postings. */
static struct fingerprint
fingerprint_of(char letter, unsigned i)
{
	struct fingerprint fp = { .frames = 500 + i,
		.has_hashes = true,
		.n_mark = MARKS + i,
		.mark = mark };
	uint32_t k;

	snprintf(fp.id, sizeof fp.id, "%c%u", letter, i);
	for (k = 0; k < fp.n_mark; k++)
		mark[k] = (struct landmark) { k * 8,
			(k * 77777 + (unsigned char)letter) % 900000 };
	return fp;
}

/* An index of n recordings, of these letters, in a directory below. */
static void
make_other(char path[static 80], const char *name, char letter, unsigned n)
{
	struct segment_meta none = { .duration_s = -1 };
	struct fingerprint fp;
	struct index_store s;
	unsigned i;

	snprintf(path, 80, "%s/%s", dir, name);
	assert_int_equal(index_store_open(&s, path, profile), 0);
	for (i = 0; i < n; i++) {
		fp = fingerprint_of(letter, i);
		assert_int_equal(index_store_put(&s, &fp, &none), 0);
	}
	assert_int_equal(index_store_commit(&s), 0);
	index_store_close(&s);
}

static void
joined(void **state)
{
	char path[3][80];
	struct index a, b, c;
	size_t segment, n;
	uint64_t frames;
	uint32_t row;

	(void)state;
	make_other(path[0], "a", 'a', 5);
	make_other(path[1], "b", 'b', 7);
	make_other(path[2], "c", 'c', 0);
	assert_int_equal(index_open(&a, path[0]), 0);
	assert_int_equal(index_open(&b, path[1]), 0);
	assert_int_equal(index_open(&c, path[2]), 0);
	assert_int_equal(c.n_segment, 0);
	n = a.n_segment + b.n_segment;
	frames = a.frames + b.frames;
	assert_true(a.frames >= 5 * 500 && b.frames >= 7 * 500);
	index_join(&a, &c);
	index_join(&a, &b);
	assert_true(b.n_segment == 0 && b.segment == NULL && b.row == NULL);
	assert_int_equal(a.n_segment, n);
	assert_int_equal(a.recordings, 12);
	assert_int_equal(a.postings, 12 * MARKS + 10 + 21);
	assert_int_equal(a.frames, frames);
	assert_int_equal(a.state, manifest_state(a.row, a.n_segment));
	assert_int_equal(index_find(&a, "a4", &segment, &row), 1);
	assert_int_equal(segment, 0);
	assert_int_equal(index_find(&a, "b6", &segment, &row), 1);
	assert_int_equal(segment, n - 1);
	assert_int_equal(a.row[segment].crc, a.segment[segment]->crc);
	assert_int_equal(index_find(&a, "c0", &segment, &row), 0);
	index_map(&a, 2);
	index_close(&a);
	index_close(&b);
}

/* Every descriptor is closed, of what is no index, too. */
static void
descriptors(void **state)
{
	char path[80], file[100];
	struct index ix;
	int before, after, i;

	(void)state;
	make_other(path, "e", 'e', 1);
	snprintf(file, sizeof file, "%s/MANIFEST", path);
	before = dup(0);
	for (i = 0; i < 3; i++) {
		assert_int_equal(index_open(&ix, file), -1);
		assert_non_null(strstr(ix.err, "MANIFEST: Not a directory"));
		assert_int_equal(index_open(&ix, path), 0);
		index_close(&ix);
		assert_int_equal(index_open(&ix, "/nonexistent"), -1);
	}
	after = dup(0);
	assert_int_equal(after, before + 1);
	close(before);
	close(after);
}

/* The dead of another moment are not those that the MANIFEST names. */
static void
other_dead(void **state)
{
	char path[80], command[300], a0[] = "d0", a1[] = "d1", err[512];
	char *id = a0;
	struct index ix;
	bool absent;

	(void)state;
	make_other(path, "d", 'd', 9);
	assert_int_equal(
	    index_remove(path, &id, 1, &absent, err, sizeof err), 0);
	snprintf(command, sizeof command, "cp %s/*.1.dead %s.was", path, path);
	if (system(command) != 0) {
		snprintf(command, sizeof command, "ls %s >&2", path);
		fail_msg("%d", system(command));
	}
	id = a1;
	assert_int_equal(
	    index_remove(path, &id, 1, &absent, err, sizeof err), 0);
	assert_int_equal(index_open(&ix, path), 0);
	assert_int_equal(ix.recordings, 7);
	index_close(&ix);
	snprintf(command, sizeof command, "cp %s.was %s/*.2.dead", path, path);
	assert_int_equal(system(command), 0);
	assert_int_equal(index_open(&ix, path), -1);
	assert_non_null(strstr(ix.err, "which is missing or another"));
}

/* A segment as long as that which the MANIFEST names is another one. */
static void
other_segment(void **state)
{
	char x[80], y[80], command[300];
	struct index ix;
	uint64_t bytes;

	(void)state;
	make_other(x, "x", 'x', 4);
	make_other(y, "y", 'y', 4);
	assert_int_equal(index_open(&ix, x), 0);
	bytes = ix.row[0].bytes;
	index_close(&ix);
	assert_int_equal(index_open(&ix, y), 0);
	assert_int_equal(ix.row[0].bytes, bytes);
	index_close(&ix);
	snprintf(command, sizeof command, "cp %s/000001.seg %s", x, y);
	assert_int_equal(system(command), 0);
	assert_int_equal(index_open(&ix, y), -1);
	assert_non_null(strstr(ix.err, "which is missing or another"));
}

/* Segments of a profile that is not the MANIFEST's. */
static void
profile_of_segments(void **state)
{
	char path[80], spelling[PROFILE_SPELLING_MAX], command[800];
	struct index ix;

	(void)state;
	make_other(path, "p", 'p', 2);
	profile_spell(profile_find("sonicgen"), spelling);
	snprintf(command, sizeof command,
	    "sed -i 's|^## profile .*|## profile %s|' %s/MANIFEST", spelling,
	    path);
	assert_int_equal(system(command), 0);
	assert_int_equal(index_open(&ix, path), -1);
	assert_non_null(strstr(
	    ix.err, "000001.seg: profile sg1, but the MANIFEST says sonicgen"));
}

static int
set_up(void **state)
{
	(void)state;
	strcpy(dir, "/tmp/sg-index-XXXXXX");
	profile = profile_find("sg1");
	return mkdtemp(dir) == NULL ? -1 : 0;
}

static int
tear_down(void **state)
{
	char command[200];

	(void)state;
	snprintf(command, sizeof command, "rm -rf %s", dir);
	return system(command);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(joined),
		cmocka_unit_test(descriptors),
		cmocka_unit_test(other_dead),
		cmocka_unit_test(other_segment),
		cmocka_unit_test(profile_of_segments),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
