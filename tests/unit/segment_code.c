/* The code of a bucket: what is read is what is mapped. */

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "one_recording.h"
#include "retrieval/segment_code.h"
#include "retrieval/segment_file.h"
#include "retrieval/segment_join.h"
#include "signal/landmark.h"
#include "test.h"

enum {
	MARKS = 250000,
	FEW = 4
};

static const struct profile *profile;
static char dir_path[] = "/tmp/sg-code.XXXXXX";
static int dir;

static void
write_segment(void)
{
	struct landmark *mark = calloc(MARKS, sizeof *mark);
	uint64_t seed = 5;
	size_t i;

	/* half of them in a few large buckets, which are divided */
	for (i = 0; i < MARKS; i++)
		mark[i] = (struct landmark) { (uint32_t)(i / 4),
			test_draw(&seed) %
			    (i % 2 ? 3000 : landmark_space(profile)) };
	one_recording(dir, profile, mark, MARKS);
	free(mark);
}

static void
open_segment(struct segment *s)
{
	char err[SEGMENT_ERR];

	if (segment_open(s, dir, "s", err, sizeof err) != 0)
		fail_msg("%s", err);
}

static void
test_same(void **state)
{
	struct segment_code map = { 0 }, own = { 0 };
	struct segment s;
	uint32_t bucket;

	(void)state;
	open_segment(&s);
	for (bucket = 0; bucket < s.buckets; bucket++) {
		assert_int_equal(
		    segment_code(&s, bucket << s.shift, false, &map), 0);
		assert_int_equal(
		    segment_code(&s, bucket << s.shift, true, &own), 0);
		assert_int_equal(own.size, map.size);
		assert_memory_equal(own.code, map.code, own.size);
		assert_ptr_not_equal(own.code, map.code);
	}
	segment_code_release(&own);
	segment_close(&s);
}

/* As many as there are pieces of 64 KiB, and then no more. */
static void
test_few(void **state)
{
	struct segment s, view;
	char err[SEGMENT_ERR];
	size_t n;

	(void)state;
	open_segment(&s);
	n = s.bytes / 65536;
	assert_true(n > FEW);
	assert_false(segment_code_few(&s, n + 1));
	assert_true(segment_code_few(&s, n - 1));
	assert_false(segment_code_few(&s, 2));
	assert_true(segment_code_few(&s, 1));
	assert_false(segment_code_few(&s, 1));
	assert_int_equal(
	    segment_view(&view, s.map, s.bytes, "v", err, sizeof err), 0);
	assert_false(segment_code_few(&view, 1));
	segment_close(&view);
	segment_close(&s);
}

static void
count(void *arg, uint32_t pos, uint32_t t)
{
	uint64_t *sum = arg;

	*sum = *sum * 31 + pos + t;
}

/* A join that reads hits what one that does not hits; both in this order. */
static void
test_join(void **state)
{
	uint64_t mark[FEW] = { (uint64_t)7 << 32, (uint64_t)9 << 32 | 1,
		(uint64_t)10 << 32 | 2, (uint64_t)2999 << 32 | 3 };
	uint64_t read = 0, mapped = 0;
	struct segment_join j = { .cap = 4096, .hit = count, .arg = &read };
	struct segment s;

	(void)state;
	open_segment(&s);
	assert_int_equal(segment_join(&j, &s, mark, FEW), 0);
	while (segment_code_few(&s, 1))
		;
	j.arg = &mapped;
	assert_int_equal(segment_join(&j, &s, mark, FEW), 0);
	assert_true(read != 0);
	assert_true(read == mapped);
	segment_close(&s);
}

/* Neither way finds the code of a bucket. */
static void
refused(const struct segment *s, uint32_t bucket)
{
	struct segment_code c = { 0 };

	assert_int_equal(segment_code(s, bucket << s->shift, false, &c), -1);
	assert_int_equal(segment_code(s, bucket << s->shift, true, &c), -1);
	segment_code_release(&c);
}

/* A directory that goes back, or beyond the part; a file that became shorter. */
static void
test_damaged(void **state)
{
	struct segment_code own = { 0 };
	uint8_t *map, *entry, was[BUCKET_BYTES];
	struct segment s;
	int fd = openat(dir, "s", O_RDWR);

	(void)state;
	open_segment(&s);
	map = mmap(NULL, s.bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	assert_ptr_not_equal(map, MAP_FAILED);
	/* where bucket 1 begins and bucket 0 ends */
	entry = map + s.part[SEGMENT_BUCKETS].offset + BUCKET_BYTES;
	memcpy(was, entry, sizeof was);
	memset(entry, 0xff, BUCKET_BYTES);
	refused(&s, 0);
	refused(&s, 1);
	memcpy(entry, was, sizeof was);
	memset(entry + BUCKET_BYTES, 0, BUCKET_BYTES);
	refused(&s, 1);
	assert_int_equal(segment_code(&s, 0, true, &own), 0);
	munmap(map, s.bytes);
	assert_int_equal(
	    ftruncate(fd, (off_t)s.part[SEGMENT_POSTINGS].offset + 3), 0);
	assert_int_equal(segment_code(&s, 0, true, &own), -1);
	segment_code_release(&own);
	segment_close(&s);
	close(fd);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_same),
		cmocka_unit_test(test_few),
		cmocka_unit_test(test_join),
		cmocka_unit_test(test_damaged),
	};
	int r;

	profile = profile_find("sg1");
	if (mkdtemp(dir_path) == NULL)
		return 1;
	dir = open(dir_path, O_RDONLY | O_DIRECTORY);
	write_segment();
	r = cmocka_run_group_tests(tests, NULL, NULL);
	unlinkat(dir, "s", 0);
	rmdir(dir_path);
	close(dir);
	return r;
}
