/* Recordings out of streams of text. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "signal/fingerprint.h"

static char text[1 << 16];
static FILE *fp;
static struct fingerprint_reader r;

static void
add(const char *s)
{
	strcat(text, s);
}

static void
section(const char *type, const char *rec)
{
	char spelling[PROFILE_SPELLING_MAX];

	profile_spell(profile_find("sg1"), spelling);
	add("## sg ");
	add(type);
	add(" 1\n## profile ");
	add(spelling);
	if (rec != NULL) {
		add("\n## rec ");
		add(rec);
	}
	add(strcmp(type, "peaks") == 0 ? "\n# rec\tframe\tfreq\tlevel\trank\n" :
					 "\n# rec\tt_ref\thash\n");
}

static int
start(void **state)
{
	(void)state;
	text[0] = '\0';
	return 0;
}

static int
stop(void **state)
{
	(void)state;
	fingerprint_release(&r);
	fclose(fp);
	return 0;
}

static void
begin(void)
{
	fp = fmemopen(text, strlen(text), "r");
	assert_int_equal(fingerprint_open(&r, fp, "t"), 0);
}

/* The whole stream is fine but for what the message says. */
static void
refused(const char *message)
{
	int got;

	begin();
	while ((got = fingerprint_next(&r)) > 0)
		;
	assert_int_equal(got, -1);
	if (strstr(r.err, message) == NULL)
		fail_msg("want '%s', got '%s'", message, r.err);
}

static void
turns(void **state)
{
	(void)state;
	section("peaks", "a");
	add("a\t0.5\t400\t-20\t1\na\t0.5\t300\t-30\t2\n## frames 9\n## end\n");
	section("hashes", "a");
	add("a\t1\t000000aa\n## frames 9\n## end\n");
	section("peaks", "a");
	add("a\t10\t400\t-20.1\t1\n## frames 20\n## end\n");
	section("hashes", "a");
	add("a\t1\t0000000a\na\t12\t00000003\n## frames 20\n## end\n");
	section("hashes", NULL);
	add("b\t7\t00000001\nc\t3\t00000002\n## end\n");
	begin();
	assert_int_equal(fingerprint_next(&r), 1);
	assert_string_equal(r.fp.id, "a");
	assert_int_equal(r.fp.n_peak, 3);
	assert_int_equal(r.fp.n_mark, 3);
	assert_int_equal(r.fp.frames, 20);
	/* of one time, in order of pitch */
	assert_int_equal(r.fp.peak[0].level, -300);
	assert_int_equal(r.fp.peak[1].level, -200);
	assert_int_equal(r.fp.peak[1].time, 4);
	assert_int_equal(r.fp.peak[1].pitch, 768);
	assert_int_equal(r.fp.peak[2].level, -201);
	assert_int_equal(r.fp.mark[1].hash, 10);
	assert_true(r.fp.has_peaks && r.fp.has_hashes);
	assert_int_equal(fingerprint_next(&r), 1);
	assert_string_equal(r.fp.id, "b");
	assert_true(!r.fp.has_peaks && r.fp.has_hashes);
	assert_int_equal(r.fp.frames, 8);
	assert_int_equal(r.fp.n_mark, 1);
	assert_int_equal(fingerprint_next(&r), 1);
	assert_string_equal(r.fp.id, "c");
	assert_int_equal(r.fp.frames, 4);
	assert_int_equal(r.fp.mark[0].hash, 2);
	assert_int_equal(fingerprint_next(&r), 0);
}

static void
no_rows(void **state)
{
	(void)state;
	section("peaks", "quiet");
	add("## frames 100\n## end\n");
	section("hashes", "quiet");
	add("## frames 100\n## end\n");
	section("hashes", "b");
	add("## end\n");
	section("hashes", NULL); /* nobody's */
	add("## end\n");
	begin();
	assert_int_equal(fingerprint_next(&r), 1);
	assert_string_equal(r.fp.id, "quiet");
	assert_int_equal(r.fp.frames, 100);
	assert_int_equal(r.fp.n_peak + r.fp.n_mark, 0);
	assert_int_equal(fingerprint_next(&r), 1);
	assert_string_equal(r.fp.id, "b");
	assert_int_equal(r.fp.frames, 0);
	assert_int_equal(fingerprint_next(&r), 0);
}

static void
escapes(void **state)
{
	(void)state;
	section("hashes", "#a\\b");
	add("\\x23a\\\\b\t1\t00000001\n\\x23a\\\\b\t2\t00000001\n## end\n");
	section("hashes", NULL);
	add("a\\\\b\t1\t00000001\na\\\\b\t2\t00000001\n");
	add("\\x23\t2\t00000001\n## end\n");
	begin();
	assert_int_equal(fingerprint_next(&r), 1);
	assert_string_equal(r.fp.id, "#a\\b");
	assert_int_equal(r.fp.n_mark, 2);
	assert_int_equal(fingerprint_next(&r), 1);
	assert_string_equal(r.fp.id, "a\\b");
	assert_int_equal(r.fp.n_mark, 2);
	assert_int_equal(fingerprint_next(&r), 1);
	assert_string_equal(r.fp.id, "#");
	assert_int_equal(fingerprint_next(&r), 0);
}

static void
hash_disorder(void **state)
{
	(void)state;
	section("hashes", "a");
	add("a\t5\t00000001\na\t4\t00000001\n## end\n");
	refused("hashes: time goes backwards inside 'a': two recordings of one "
		"id?");
}

static void
peak_disorder(void **state)
{
	(void)state;
	section("peaks", "a");
	add("a\t5\t400\t-20\t1\n## end\n");
	section("peaks", "a");
	add("a\t4.875\t400\t-20\t1\n## end\n");
	refused("peaks: time goes backwards inside 'a'");
}

static void
foreign_row(void **state)
{
	(void)state;
	section("hashes", "a");
	add("b\t5\t00000001\n## end\n");
	refused("t:5: a row of 'b' in a section of 'a'");
}

static void
no_identity(void **state)
{
	(void)state;
	section("hashes", NULL);
	add("\t5\t00000001\n## end\n");
	refused("bad identity ''");
}

static void
bad_identity(void **state)
{
	(void)state;
	section("hashes", NULL);
	add("a b\t5\t00000001\n## end\n");
	refused("bad identity 'a b'");
}

static void
bad_escape(void **state)
{
	(void)state;
	section("hashes", NULL);
	add("a\\q\t5\t00000001\n## end\n");
	refused("field 1: bad escape");
}

static void
unfinished(void **state)
{
	(void)state;
	section("hashes", "a");
	add("a\t5\t00000001\n");
	refused("no '## end'");
}

static void
unknown_profile(void **state)
{
	(void)state;
	add("## sg hashes 1\n## profile sg99 x=1\n# rec\tt_ref\thash\n");
	fp = fmemopen(text, strlen(text), "r");
	assert_int_equal(fingerprint_open(&r, fp, "t"), -1);
	assert_non_null(strstr(r.err, "unknown profile 'sg99'"));
}

static void
print_and_read(void **state)
{
	struct landmark mark[] = { { 3, 7 }, { 3, 9 }, { 50, 7 } };
	struct peak peak[] = { { 9, 500, -321, 2 }, { 10, 3, 0, 0 } };
	struct fingerprint f = { .id = "#1",
		.frames = 60,
		.has_peaks = true,
		.has_hashes = true,
		.peak = peak,
		.n_peak = 2,
		.mark = mark,
		.n_mark = 3 };
	size_t i;

	(void)state;
	fp = fmemopen(text, sizeof text, "w");
	fingerprint_print(fp, profile_find("sg1"), "test", &f);
	fclose(fp);
	begin();
	assert_int_equal(fingerprint_next(&r), 1);
	assert_string_equal(r.fp.id, "#1");
	assert_int_equal(r.fp.frames, 60);
	assert_int_equal(r.fp.n_peak, 2);
	for (i = 0; i < 2; i++) {
		assert_int_equal(peak_order(&r.fp.peak[i], &peak[i]), 0);
		assert_int_equal(r.fp.peak[i].level, peak[i].level);
		assert_int_equal(r.fp.peak[i].rank, peak[i].rank);
	}
	assert_int_equal(r.fp.n_mark, 3);
	assert_memory_equal(r.fp.mark, mark, sizeof mark);
	assert_int_equal(fingerprint_next(&r), 0);
}

#define T(f) cmocka_unit_test_setup_teardown(f, start, stop)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(turns),
		T(no_rows),
		T(escapes),
		T(hash_disorder),
		T(peak_disorder),
		T(foreign_row),
		T(no_identity),
		T(bad_identity),
		T(bad_escape),
		T(unfinished),
		T(unknown_profile),
		T(print_and_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
