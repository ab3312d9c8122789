/* Candidates of recordings and of their windows, out of a stream. */

#include <stdio.h>
#include <string.h>

#include "retrieval/nominations.h"
#include "test.h"

#define COLUMNS                                                                \
	"# query\trank\tid\tvotes\tevalue\toffset_s\tq_from_s\tq_to_s\t"       \
	"ref_from_s\tref_to_s\tspeed\tpitch\ttitle\n"
#define HEAD "## sg candidates 1\n## profile p x=1\n## by me 1\n" COLUMNS
#define ROW(query, id, evalue, from)                                           \
	query "\t1\t" id "\t7\t" evalue "\t10\t" from "\t5\t12\t15\t2\t0.5\t-" \
	      "\n"

static struct nominations n;
static FILE *fp;

/* The result of nominations_open(). */
static int
feed(const char *text)
{
	fp = fmemopen((void *)(uintptr_t)text, strlen(text), "r");
	return nominations_open(&n, fp, "t", "p x=1");
}

static int
stop(void **state)
{
	(void)state;
	nominations_release(&n);
	fclose(fp);
	return 0;
}

static void
expect(size_t i, const char *id, double from_s, double offset_s)
{
	assert_string_equal(n.list[i].id, id);
	assert_true(n.list[i].from_s == from_s);
	assert_true(n.list[i].offset_s == offset_s);
}

static void
test_windows(void **state)
{
	(void)state;
	assert_int_equal(
	    feed(HEAD ROW("q", "z", "1e-5", "1") ROW("q@30", "a", "1e-9", "1")
		    ROW("q@40.5", "a", "1e-9", "0") ROW("q@50", "a", "1e-20",
			"1") ROW("r", "a", "1", "1") "## end\n"),
	    0);
	assert_int_equal(nominations_next(&n, "before"), 0); /* has none */
	assert_int_equal(n.n, 0);
	assert_int_equal(nominations_next(&n, "q"), 0);
	assert_int_equal(n.n, 4);
	/* by id, the best first, of equals the earlier; at twice the speed a
	 * window of 30 s is 60 s into the recording */
	expect(0, "a", 51, 10 - 100);
	expect(1, "a", 31, 10 - 60);
	expect(2, "a", 40.5, 10 - 81);
	expect(3, "z", 1, 10);
	assert_true(n.list[1].to_s == 35 && n.list[1].ref_from_s == 12);
	assert_int_equal(n.list[0].votes, 7);
	assert_int_equal(nominations_next(&n, "r"), 0);
	assert_int_equal(n.n, 1);
	assert_int_equal(nominations_end(&n), 0);
}

/* What begins alike is another one's. */
static void
test_names(void **state)
{
	(void)state;
	assert_int_equal(feed(HEAD ROW("q", "a", "1", "1") ROW("qq", "a", "1",
			     "1") ROW("q@x", "a", "1", "1") "## end\n"),
	    0);
	assert_int_equal(nominations_next(&n, "q"), 0);
	assert_int_equal(n.n, 1);
	assert_int_equal(nominations_next(&n, "q"), 0);
	assert_int_equal(n.n, 0);
	assert_int_equal(nominations_next(&n, "qq"), 0);
	assert_int_equal(n.n, 1);
	assert_int_equal(nominations_end(&n), -1);
	assert_non_null(strstr(n.err, "candidates of 'q@x', which is not"));
}

static void
test_refused(void **state)
{
	(void)state;
	assert_int_equal(feed(HEAD ROW("q", "a", "1", "x") "## end\n"), 0);
	assert_int_equal(nominations_next(&n, "q"), -1);
	assert_non_null(strstr(n.err, "t:5: "));
	stop(NULL);
	assert_int_equal(feed(HEAD ROW("q", "a", "-1", "1") "## end\n"), 0);
	assert_int_equal(nominations_next(&n, "q"), -1);
	stop(NULL);
	assert_int_equal(
	    feed("## sg candidates 1\n## profile p x=2\n## by me 1\n" COLUMNS
		 "## end\n"),
	    -1);
	assert_non_null(strstr(n.err, "'p x=1', got 'p x=2'"));
	stop(NULL);
	assert_int_equal(
	    feed("## sg candidates 1\n## profile p x=1\n"
		 "## by me 1\n## partial 1 of 2\n" COLUMNS "## end\n"),
	    0);
	assert_int_equal(nominations_next(&n, "q"), -1);
	assert_non_null(strstr(n.err, "of all shards"));
	stop(NULL);
	/* its end is missing */
	assert_int_equal(feed(HEAD ROW("q", "a", "1", "1")), 0);
	assert_int_equal(nominations_next(&n, "q"), -1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_windows, stop),
		cmocka_unit_test_teardown(test_names, stop),
		cmocka_unit_test_teardown(test_refused, stop),
	};

	return cmocka_run_group_tests_name("nominations", tests, NULL, NULL);
}
