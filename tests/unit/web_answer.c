#include <stdlib.h>
#include <string.h>

#include "edge/web_answer.h"
#include "test.h"

/* id, evalue, from and to in the clip, as sg-match gives them */
struct given {
	const char *id;
	double evalue, from, to;
};

static struct json *
answer(const struct given *g, size_t n, bool timeline, uint32_t best,
    const struct web_clip *clip)
{
	struct web_rows rows = { .timeline = timeline };
	struct web_infos infos = { 0 };
	char line[256], why[128], *text;
	struct json_line o;
	struct json *v;
	size_t size;
	FILE *fp;

	for (; rows.n < n; rows.n++) {
		snprintf(line, sizeof line,
		    "{\"query\":\"clip\",\"rank\":1,\"id\":\"%s\","
		    "\"evalue\":%g,\"q_from_s\":%g,\"q_to_s\":%g}",
		    g[rows.n].id, g[rows.n].evalue, g[rows.n].from,
		    g[rows.n].to);
		rows.row[rows.n] = json_read(line, strlen(line), why);
		assert_non_null(rows.row[rows.n]);
	}
	json_begin(&o);
	web_answer_json(clip, best, &rows, &infos, &o);
	fp = open_memstream(&text, &size);
	json_end(&o, fp);
	fclose(fp);
	v = json_read(text, size, why);
	assert_non_null(v);
	free(text);
	web_info_release(&infos);
	web_rows_release(&rows);
	return v;
}

/* The ids of a list, in its order; and its ranks are 1, 2, ... */
static void
ids(const struct json *v, const char *list, const char *want)
{
	char got[256] = "", path[64];
	size_t i;

	for (i = 0; i < json_count(v, list); i++) {
		snprintf(path, sizeof path, "%s.%zu.id", list, i);
		strcat(got, json_string_at(v, path));
		strcat(got, " ");
		snprintf(path, sizeof path, "%s.%zu.rank", list, i);
		assert_int_equal(json_whole_at(v, path, 0), i + 1);
	}
	assert_string_equal(got, want);
}

static const struct web_clip clip = {
	.seconds = 12, .loudest_db = -10, .peaks = 100
};

static void
candidates(void **state)
{
	static const struct given g[] = { { "a", 1e-20, 0, 12 },
		{ "b", 1e-30, 0, 6 }, { "c", 1e-7, 6, 12 },
		{ "d", 1e-4, 0, 12 } };
	struct json *v = answer(g, 4, false, 20, &clip);

	(void)state;
	assert_true(json_true_at(v, "found"));
	assert_null(json_at(v, "reason"));
	ids(v, "candidates", "b a c d ");
	assert_string_equal(
	    json_string_at(v, "candidates.0.confidence"), "certain");
	assert_string_equal(
	    json_string_at(v, "candidates.2.confidence"), "very likely");
	assert_string_equal(
	    json_string_at(v, "candidates.3.confidence"), "likely");
	/* b tells the first half of a, and a the second: c and d say no more */
	ids(v, "timeline", "b a ");
	json_free(v);
	v = answer(g, 4, false, 2, &clip);
	ids(v, "candidates", "b a ");
	json_free(v);
}

static void
spliced(void **state)
{
	static const struct given g[] = { { "z", 1e-20, 6.2, 12 },
		{ "a", 1e-10, 0.1, 6 }, { "a2", 1e-8, 0.1, 6 } };
	struct json *v = answer(g, 3, false, 20, &clip);

	(void)state;
	ids(v, "candidates", "z a a2 ");
	ids(v, "timeline", "a z ");
	json_free(v);
}

/* A recording that comes again is one candidate, by its best stretch. */
static void
stretches(void **state)
{
	static const struct given g[] = { { "a", 1e-20, 0, 10 },
		{ "b", 1e-15, 10, 20 }, { "b", 1e-15, 12, 20 },
		{ "a", 1e-30, 20, 30 } };
	struct json *v = answer(g, 4, true, 20, &clip);

	(void)state;
	ids(v, "candidates", "a b ");
	assert_true(json_number_at(v, "candidates.0.q_from_s", 0) > 19.9);
	assert_true(json_number_at(v, "candidates.1.q_from_s", 0) < 10.1);
	ids(v, "timeline", "a b b a ");
	json_free(v);
}

static void
nothing(void **state)
{
	static const struct {
		struct web_clip clip;
		const char *reason;
	} t[] = {
		{ { .seconds = 12, .loudest_db = -10, .peaks = 100 },
		    "nothing_significant" },
		{ { .seconds = 2.9, .loudest_db = -10, .peaks = 100 },
		    "too_short" },
		{ { .seconds = 12, .loudest_db = -80, .peaks = 100 },
		    "silence" },
		{ { .seconds = 1, .loudest_db = -1000 }, "silence" },
	};
	struct json *v;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof t / sizeof *t; i++) {
		v = answer(NULL, 0, false, 5, &t[i].clip);
		assert_false(json_true_at(v, "found"));
		assert_string_equal(json_string_at(v, "reason"), t[i].reason);
		assert_non_null(json_at(v, "candidates"));
		assert_non_null(json_at(v, "timeline"));
		json_free(v);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(candidates),
		cmocka_unit_test(spliced),
		cmocka_unit_test(stretches),
		cmocka_unit_test(nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
