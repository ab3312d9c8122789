/* Many hashes asked for at once, against one after the other. */

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/sg.h"
#include "base/sort.h"
#include "one_recording.h"
#include "retrieval/segment.h"
#include "retrieval/segment_join.h"
#include "signal/landmark.h"
#include "test.h"

enum {
	MARKS = 60000,
	ASKED = 4000
};

static const struct profile *profile;
static struct segment segment;

/* A third of all marks have one of 300 hashes, close together: long runs. */
static void
open_segment(void)
{
	struct landmark *mark = calloc(MARKS, sizeof *mark);
	char path[] = "/tmp/sg-join.XXXXXX", err[SEGMENT_ERR];
	uint64_t seed = 3;
	size_t i;
	int dir;

	assert_non_null(mkdtemp(path));
	dir = open(path, O_RDONLY | O_DIRECTORY);
	for (i = 0; i < MARKS; i++)
		mark[i] = (struct landmark) { (uint32_t)(i / 4),
			i % 3 == 0 ?
			    77000 + test_draw(&seed) % 300 :
			    test_draw(&seed) % landmark_space(profile) };
	one_recording(dir, profile, mark, MARKS);
	if (segment_open(&segment, dir, "s", err, sizeof err) != 0)
		fail_msg("%s", err);
	unlinkat(dir, "s", 0);
	rmdir(path);
	close(dir);
	free(mark);
}

struct hits {
	uint64_t *list; /* position in the upper half, t in the lower */
	size_t n, cap;
};

static void
add(void *arg, uint32_t pos, uint32_t t)
{
	struct hits *h = arg;

	h->list = xgrow(h->list, &h->cap, h->n + 1, sizeof *h->list);
	h->list[h->n++] = (uint64_t)pos << 32 | t;
}

static void
sort(struct hits *h)
{
	uint64_t *tmp = calloc(h->n + 1, sizeof *tmp);

	sort_u64(h->list, tmp, h->n);
	free(tmp);
}

/* Hashes of all kinds: alone, many of a run, the same one twice, beyond. */
static void
draw_marks(uint64_t *mark)
{
	uint64_t seed = 9, *tmp = calloc(ASKED, sizeof *tmp);
	uint32_t hash = 0;
	size_t i;

	for (i = 0; i < ASKED; i++) {
		if (i % 4 == 0)
			hash = 76900 + test_draw(&seed) % 500;
		else if (i % 4 == 1)
			hash = test_draw(&seed) % landmark_space(profile);
		else if (i % 4 == 2)
			hash += test_draw(&seed) % 3;
		else if (i % 400 == 3)
			hash = landmark_space(profile) + 5;
		mark[i] = (uint64_t)hash << 32 | i;
	}
	sort_u64(mark, tmp, ASKED);
	free(tmp);
}

static void
compare(size_t cap)
{
	uint64_t *mark = calloc(ASKED, sizeof *mark), lookups = 0, skipped = 0;
	struct hits want = { 0 }, got = { 0 };
	struct segment_join j = { .cap = cap, .hit = add, .arg = &got };
	uint32_t *pos = calloc(cap, sizeof *pos), hash, space;
	ptrdiff_t n = 0, k;
	size_t i;

	draw_marks(mark);
	space = landmark_space(profile);
	for (i = 0; i < ASKED; i++) {
		hash = (uint32_t)(mark[i] >> 32);
		if (hash < space && (i == 0 || hash != mark[i - 1] >> 32)) {
			n = segment_lookup(&segment, hash, pos, cap);
			lookups++;
			skipped += n > (ptrdiff_t)cap;
		}
		for (k = 0; k < n && n <= (ptrdiff_t)cap && hash < space; k++)
			add(&want, pos[k], (uint32_t)mark[i]);
	}
	assert_int_equal(segment_join(&j, &segment, mark, ASKED), 0);
	assert_int_equal(j.lookups, lookups);
	assert_int_equal(j.skipped, skipped);
	assert_int_equal(got.n, want.n);
	assert_true(got.n > ASKED);
	sort(&want);
	sort(&got);
	assert_memory_equal(got.list, want.list, got.n * sizeof *got.list);
	free(got.list);
	free(want.list);
	free(mark);
	free(pos);
}

static void
test_like_lookups(void **state)
{
	(void)state;
	compare(4096);
}

/* A list that is too long is passed over, its neighbours are not. */
static void
test_common(void **state)
{
	(void)state;
	compare(66);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_like_lookups),
		cmocka_unit_test(test_common),
	};
	int r;

	profile = profile_find("sg1");
	open_segment();
	r = cmocka_run_group_tests(tests, NULL, NULL);
	segment_close(&segment);
	return r;
}
