/* The reader of streams, by itself. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/sg.h"
#include "base/stream.h"

static const struct stream_type fruit = { "fruit", "name\tweight",
	"colour\tprice" };
static const struct stream_type *const want[] = { &fruit, &stream_hashes,
	NULL };
static struct stream s;
static FILE *fp;

/* Opens len bytes; the result of stream_open. */
static int
feed_bytes(const char *text, size_t len)
{
	fp = fmemopen((void *)(uintptr_t)text, len, "r");
	return stream_open(&s, fp, "t", want);
}

static int
feed(const char *text)
{
	return feed_bytes(text, strlen(text));
}

static int
stop(void **state)
{
	(void)state;
	stream_release(&s);
	fclose(fp);
	return 0;
}

static void
expect_row(const char *a, const char *b, const char *c, const char *d)
{
	assert_int_equal(stream_next(&s), STREAM_ROW);
	assert_string_equal(s.field[0], a);
	assert_string_equal(s.field[1], b);
	assert_string_equal(s.field[2], c);
	assert_string_equal(s.field[3], d);
}

static void
columns(void **state)
{
	(void)state;
	assert_int_equal(
	    feed("## sg fruit 1\n## by me 1\n## rec X\n"
		 "# price\tweight\tshape\tname\n"
		 "3\t10\tround\tapple\n# comment\n4\t\t\t\n"
		 "## frames 12\n## end\n"
		 "## sg fruit 1\n# name\tweight\tcolour\na\tb\tc\n## end\n"),
	    0);
	assert_int_equal(stream_next(&s), STREAM_SECTION);
	assert_ptr_equal(s.type, &fruit);
	assert_string_equal(s.rec, "X");
	expect_row("apple", "10", "-", "3");
	expect_row("", "", "-", "4");
	assert_int_equal(stream_next(&s), STREAM_SECTION);
	assert_int_equal(s.frames, 12);
	assert_string_equal(s.rec, "");
	expect_row("a", "b", "c", "-");
	assert_int_equal(stream_text(&s, 3), 0); /* of a missing column */
	assert_string_equal(s.field[3], "-");
	assert_int_equal(stream_next(&s), STREAM_END);
	assert_int_equal(stream_next(&s), STREAM_END);
}

static void
numbers(void **state)
{
	uint32_t u;
	double d;

	(void)state;
	assert_int_equal(feed("## sg fruit 1\n# x\tweight\tname\n"
			      "q\t-5\t7\n## end\n"),
	    0);
	assert_int_equal(stream_next(&s), STREAM_SECTION);
	assert_int_equal(stream_next(&s), STREAM_ROW);
	assert_int_equal(stream_u32(&s, 0, 9, &u), 0);
	assert_int_equal(u, 7);
	assert_int_equal(stream_u32(&s, 1, 9, &u), -1);
	assert_string_equal(s.err, "t:3: field 2: want 0..9, got '-5'");
	assert_int_equal(stream_real(&s, 1, -9, 9, &d), 0);
	assert_true(d == -5);
	assert_int_equal(stream_real(&s, 1, 0, .5, &d), -1);
	assert_string_equal(s.err, "t:3: field 2: want 0..0.5, got '-5'");
}

static void
types(void **state)
{
	(void)state;
	assert_int_equal(feed("## sg fruit 1\n# name\tweight\na\tb\n## end\n"
			      "## sg hashes 1\n# rec\tt_ref\thash\n"
			      "a\t1\tff\n## end\n"),
	    0);
	assert_int_equal(stream_next(&s), STREAM_SECTION);
	assert_int_equal(stream_next(&s), STREAM_ROW);
	assert_int_equal(stream_next(&s), STREAM_SECTION);
	assert_ptr_equal(s.type, &stream_hashes);
	assert_int_equal(s.n_field, 3);
	assert_int_equal(stream_next(&s), STREAM_ROW);
	assert_string_equal(s.field[2], "ff");
}

/* A line of the longest length, and one byte more. */
static void
long_lines(void **state)
{
	static const char head[] = "## sg fruit 1\n# name\tweight\n",
			  end[] = "\t2\n## end\n";
	size_t extra, n = STREAM_LINE_MAX - 3;
	char *text = malloc(n + 200);

	(void)state;
	for (extra = 0; extra < 2; extra++) {
		strcpy(text, head);
		memset(text + strlen(head), 'x', n + extra);
		strcpy(text + strlen(head) + n + extra, end);
		assert_int_equal(feed(text), 0);
		assert_int_equal(stream_next(&s), STREAM_SECTION);
		if (extra == 0) {
			assert_int_equal(stream_next(&s), STREAM_ROW);
			assert_int_equal(strlen(s.field[0]), n);
			stop(NULL);
			continue;
		}
		assert_int_equal(stream_next(&s), -1);
		assert_string_equal(
		    s.err, "t:3: line of more than 65536 bytes");
	}
	free(text);
}

#define H "## sg fruit 1\n"
#define L "# name\tweight\n"

static void
refused(void **state)
{
	static const struct {
		const char *text, *message;
	} cases[] = {
		{ "\n", "t:1: want '## sg fruit 1' or '## sg hashes 1'" },
		{ "## sg fruit 2\n", "got '## sg fruit 2'" },
		{ "## sg peaks 1\n", "got '## sg peaks 1'" },
		{ H, "end of file in header" },
		{ H "a\tb\n", "t:2: want columns 'name\tweight', got 'a" },
		{ H "# name\n", "want columns 'name\tweight', got 'name'" },
		{ H "## end\n", "header without a legend" },
		{ H "## rec a b\n" L, "bad identity 'a b'" },
		{ H "## frames -1\n" L, "frames: want 0..4294967295" },
		{ H L "a\n## end\n", "t:3: want 2 fields, got 1" },
		{ H L "a\tb\tc\n## end\n", "t:3: want 2 fields, got 3" },
		{ H L "a\tb\n", "no '## end'" },
		{ H L "a\tb", "last line has no newline: truncated?" },
		{ H L H, "t:3: section begins before '## end'" },
		{ H L "## end\na\tb\n", "t:4: want '## sg fruit 1'" },
		{ H "## profile p\n" L "## end\n" H L "## end\n",
		    "no profile in this header, 'p' before" },
		{ H "## profile p\n" L "## end\n" H "## profile q\n" L,
		    "profile mismatch: the stream began with 'p', now 'q'" },
	};
	size_t i;
	int r;

	(void)state;
	for (i = 0; i < sizeof cases / sizeof *cases; i++) {
		r = feed(cases[i].text);
		while (r >= 0 && (r = stream_next(&s)) > 0)
			;
		assert_int_equal(r, -1);
		if (strstr(s.err, cases[i].message) == NULL)
			fail_msg(
			    "want '%s', got '%s'", cases[i].message, s.err);
		stop(NULL);
	}
	assert_int_equal(feed_bytes(H L "a\0b\tc\n## end\n", 40), 0);
	assert_int_equal(stream_next(&s), STREAM_SECTION);
	assert_int_equal(stream_next(&s), -1);
	assert_string_equal(s.err, "t:3: NUL byte");
	stop(NULL);
	fp = fopen("/dev/null", "r");
	assert_int_equal(stream_open(&s, fp, "t", want), -1);
	assert_non_null(strstr(s.err, "empty input, no header"));
}

static void
written(void **state)
{
	char text[512] = "";

	(void)state;
	fp = fmemopen(text, sizeof text, "w");
	stream_put_header(fp, &fruit, "p x=1", "me", "id");
	stream_put_end(fp, 5);
	stream_put_header(fp, &stream_hashes, NULL, "me", NULL);
	stream_put_end(fp, 0);
	fclose(fp);
	assert_string_equal(text,
	    "## sg fruit 1\n## profile p x=1\n## by me " SG_VERSION
	    "\n## rec id\n# name\tweight\tcolour\tprice\n## frames 5\n## end\n"
	    "## sg hashes 1\n## by me " SG_VERSION
	    "\n# rec\tt_ref\thash\n## end\n");
	fp = fopen("/dev/null", "r");
}

#define T(f) cmocka_unit_test_teardown(f, stop)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(columns),
		T(numbers),
		T(types),
		T(long_lines),
		T(refused),
		T(written),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
