/* An index against a plain table of what was put into it. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <unistd.h>

#include "retrieval/index.h"
#include "retrieval/index_check.h"
#include "retrieval/index_dump.h"
#include "retrieval/index_merge.h"
#include "retrieval/index_select.h"
#include "retrieval/index_stat.h"
#include "retrieval/index_store.h"

enum {
	IDS = 30,
	MARKS = 60
};

/* Version v of recording i: v == 0 is none. */
static unsigned version[IDS];
static const struct profile *profile;
static char dir[64];
static unsigned seed = 9;

static uint32_t
rnd(uint32_t n)
{
	seed = seed * 1103515245 + 12345;
	return (seed >> 8) % n;
}

static struct landmark mark[MARKS];
static struct peak peak[MARKS];

/* What version v of recording i is. */
static struct fingerprint
fingerprint_of(unsigned i, unsigned v)
{
	struct fingerprint fp = { .frames = 500 + v,
		.has_peaks = true,
		.has_hashes = true,
		.mark = mark,
		.peak = peak };
	uint32_t k;

	snprintf(fp.id, sizeof fp.id, "r%u", i);
	fp.n_mark = 10 + v % 50;
	fp.n_peak = v % 7;
	for (k = 0; k < fp.n_mark; k++)
		mark[k] = (struct landmark) { k * 8,
			(k % 3 ? k * 77777 * v : k + i) % 900000 };
	for (k = 0; k < fp.n_peak; k++)
		peak[k] = (struct peak) { k * 500, (uint16_t)(v % 3000),
			(int16_t)-i, (uint16_t)(k % 3) };
	return fp;
}

static void
say(void *arg, const char *file, const char *text)
{
	(void)arg;
	print_message("# %s: %s\n", file != NULL ? file : "", text);
}

static size_t seen;

static void
compare_one(void *arg, const struct fingerprint *got)
{
	unsigned i = (unsigned)strtoul(got->id + 1, NULL, 10);
	struct fingerprint fp;
	size_t k;

	(void)arg;
	assert_true(i < IDS && version[i] > 0);
	fp = fingerprint_of(i, version[i]);
	assert_string_equal(got->id, fp.id);
	assert_int_equal(got->frames, fp.frames);
	assert_int_equal(got->n_mark, fp.n_mark);
	assert_memory_equal(got->mark, mark, fp.n_mark * sizeof *mark);
	assert_int_equal(got->n_peak, fp.n_peak);
	for (k = 0; k < fp.n_peak; k++)
		assert_int_equal(peak_order(&got->peak[k], &peak[k]), 0);
	seen++;
}

/* The index holds the living, each in its last version, and no other. */
static void
compare(void)
{
	struct findings f = { .say = say };
	size_t i, live = 0, segment;
	struct index ix;
	uint64_t postings = 0, frames = 0;
	uint32_t row;
	char id[16];

	assert_int_equal(index_check(dir, &f), 0);
	if (index_open(&ix, dir) < 0)
		fail_msg("%s", ix.err);
	for (i = 0; i < IDS; i++) {
		snprintf(id, sizeof id, "r%zu", i);
		assert_int_equal(
		    index_find(&ix, id, &segment, &row), version[i] > 0);
		live += version[i] > 0;
		postings += version[i] > 0 ? 10 + version[i] % 50 : 0;
		frames += version[i] > 0 ? 500 + version[i] : 0;
	}
	assert_int_equal(ix.recordings, live);
	assert_int_equal(ix.postings, postings);
	assert_int_equal(ix.frames, frames);
	seen = 0;
	/* a small limit: many passes */
	assert_int_equal(index_dump(&ix, NULL, 100, compare_one, NULL), 0);
	assert_int_equal(seen, live);
	index_close(&ix);
}

static void
store(unsigned n)
{
	struct segment_meta none = { .duration_s = -1 };
	static unsigned next = 1;
	struct fingerprint fp;
	struct index_store s;
	unsigned i;

	if (index_store_open(&s, dir, profile) < 0)
		fail_msg("%s", s.err);
	s.build.limit = 150; /* several parts */
	for (; n > 0; n--) {
		i = rnd(IDS);
		version[i] = next++;
		fp = fingerprint_of(i, version[i]);
		assert_int_equal(index_store_put(&s, &fp, &none), 0);
	}
	if (index_store_commit(&s) < 0)
		fail_msg("%s", s.err);
	index_store_close(&s);
}

static void
remove_some(void)
{
	char id[3][16], *ids[3] = { id[0], id[1], id[2] }, err[512];
	bool absent[3];
	unsigned k, i[3];

	for (k = 0; k < 3; k++) {
		i[k] = k == 2 ? i[0] : rnd(IDS); /* one twice */
		snprintf(id[k], sizeof id[k], "r%u", i[k]);
	}
	assert_int_equal(index_remove(dir, ids, 3, absent, err, sizeof err), 0);
	for (k = 0; k < 3; k++) {
		assert_int_equal(absent[k], version[i[k]] == 0);
		version[i[k]] = 0;
	}
}

static void
merge(bool all)
{
	char err[512] = "";

	if (index_merge(dir, all, err, sizeof err) < 0)
		fail_msg("%s", err);
}

static void
no_index(void **state)
{
	struct index ix;

	(void)state;
	assert_int_equal(index_open(&ix, dir), -1);
	assert_non_null(strstr(ix.err, "no index at "));
	assert_non_null(strstr(ix.err, "(sg-store makes one)"));
	assert_int_equal(index_open(&ix, "/nonexistent/index"), -1);
	assert_non_null(strstr(ix.err, "no index at /nonexistent/index"));
}

static void
random_operations(void **state)
{
	struct index ix;
	int i;

	(void)state;
	for (i = 0; i < 150; i++) {
		switch (i == 0 ? 7 : rnd(8)) {
		case 0:
			merge(true);
			assert_int_equal(index_open(&ix, dir), 0);
			assert_true(ix.n_segment <= 1);
			index_close(&ix);
			break;
		case 1:
		case 2:
			merge(false);
			assert_int_equal(index_open(&ix, dir), 0);
			assert_true(ix.n_segment <= 3);
			index_close(&ix);
			break;
		case 3:
			if (i > 0)
				remove_some();
			break;
		default:
			store(1 + rnd(12));
		}
		if (i > 0)
			compare();
	}
}

/* Who has an index open keeps what was there. */
static void
snapshot(void **state)
{
	struct index old, new;
	char id[] = "r0", *ids[] = { id }, err[512];
	size_t segment;
	bool absent;
	uint32_t row;

	(void)state;
	while (version[0] == 0)
		store(5);
	assert_int_equal(index_open(&old, dir), 0);
	assert_int_equal(
	    index_remove(dir, ids, 1, &absent, err, sizeof err), 0);
	version[0] = 0;
	merge(true);
	assert_int_equal(index_find(&old, id, &segment, &row), 1);
	assert_int_equal(index_open(&new, dir), 0);
	assert_int_equal(index_find(&new, id, &segment, &row), 0);
	index_close(&old);
	index_close(&new);
	compare();
}

static void
selection(void **state)
{
	char a[] = "r1", b[] = "none", *ids[] = { a, b };
	bool absent[2], **wanted;
	struct index ix;

	(void)state;
	while (version[1] == 0)
		store(5);
	assert_int_equal(index_open(&ix, dir), 0);
	wanted = index_select(&ix, ids, 2, absent);
	assert_non_null(wanted);
	assert_true(!absent[0] && absent[1]);
	seen = 0;
	assert_int_equal(
	    index_dump(&ix, wanted, DUMP_POSTINGS, compare_one, NULL), 0);
	assert_int_equal(seen, 1);
	index_select_free(&ix, wanted);
	index_close(&ix);
}

static void
figures(void **state)
{
	struct index_stat st;
	struct index ix;

	(void)state;
	merge(true);
	assert_int_equal(index_open(&ix, dir), 0);
	assert_int_equal(index_stat(&ix, &st), 0);
	assert_int_equal(st.postings, ix.postings);
	assert_int_equal(st.deleted, 0);
	assert_true(st.lists > 0 && st.lists <= st.postings);
	assert_true(st.p50 >= 1 && st.p50 <= st.p90 && st.p90 <= st.p99 &&
		    st.p99 <= st.longest && st.longest <= IDS * MARKS);
	assert_true(st.key_bits > 1 && st.key_bits < 11);
	index_close(&ix);
}

static void
other_profile(void **state)
{
	struct index_store s;

	(void)state;
	assert_int_equal(
	    index_store_open(&s, dir, profile_find("sonicgen")), -1);
	assert_non_null(strstr(
	    s.err, "the index has profile 'sg1', the stream 'sonicgen'"));
	index_store_close(&s);
}

static void
no_manifest_row(void **state)
{
	char command[200];
	struct index ix;

	(void)state;
	snprintf(command, sizeof command, "rm %s/*.seg", dir);
	assert_int_equal(system(command), 0);
	assert_int_equal(index_open(&ix, dir), -1);
	assert_non_null(strstr(ix.err, "MANIFEST names 0"));
	assert_non_null(strstr(ix.err, ".seg, which is missing or another"));
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
		cmocka_unit_test(no_index),
		cmocka_unit_test(random_operations),
		cmocka_unit_test(snapshot),
		cmocka_unit_test(selection),
		cmocka_unit_test(figures),
		cmocka_unit_test(other_profile),
		cmocka_unit_test(no_manifest_row),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
