#include <stdlib.h>
#include <string.h>

#include "edge/web_info.h"
#include "test.h"

static void
take(struct web_infos *l, const char *text)
{
	FILE *fp = fmemopen((char *)(uintptr_t)text, strlen(text), "r");
	char err[512] = "";

	if (web_info_stream(l, fp, "t", err) < 0)
		fail_msg("%s", err);
	fclose(fp);
}

/* What may be shown of a recording, and whose it is. */
static void
places(void **state)
{
	static const struct {
		const char *id, *url, *youtube, *shown;
	} t[] = {
		{ "dQw4w9WgXcQ", "-", "dQw4w9WgXcQ", NULL },
		{ "song", "-", "", NULL },
		{ "song", "https://youtu.be/dQw4w9WgXcQ", "dQw4w9WgXcQ", NULL },
		{ "song", "HTTPS://www.youtube.com/watch?v=dQw4w9WgXcQ&t=9",
		    "dQw4w9WgXcQ", NULL },
		/* a file may well have a name of eleven letters */
		{ "my_songfile", "file:///home/me/my_songfile.mp3", "", NULL },
		{ "song", "/home/me/song.mp3", "", NULL },
		{ "song", "javascript:alert(1)", "", NULL },
		{ "song", "dQw4w9WgXcQ", "", NULL },
		{ "song", "https://a.example/b", "", "https://a.example/b" },
		{ "dQw4w9WgXcQ", "https://a.example/b", "",
		    "https://a.example/b" },
		{ "song", "https://www.youtube.com/@handle", "",
		    "https://www.youtube.com/@handle" },
	};
	struct web_infos l = { 0 };
	char text[512];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof t / sizeof *t; i++) {
		web_info_of(&l, t[i].id);
		snprintf(text, sizeof text,
		    "## sg videos 1\n# url\tid\n%s\t%s\nother\tx\n## end\n",
		    t[i].url, t[i].id);
		take(&l, text);
		web_info_settle(&l);
		assert_true(l.of[0].known);
		assert_string_equal(l.of[0].youtube, t[i].youtube);
		if (t[i].shown == NULL)
			assert_null(l.of[0].url);
		else
			assert_string_equal(l.of[0].url, t[i].shown);
		web_info_release(&l);
	}
}

static void
later_counts_more(void **state)
{
	struct web_infos l = { 0 };
	struct web_info *i = web_info_of(&l, "a");
	struct json_line o;
	char *text;
	size_t n;
	FILE *fp;

	(void)state;
	assert_ptr_equal(web_info_of(&l, "a"), i);
	assert_null(web_info_of(&l, ""));
	assert_null(web_info_of(&l, "a b"));
	assert_false(i->known);
	take(&l, "## sg recordings 1\n## profile sg1\n"
		 "# id\tseconds\ttitle\tduration_s\n"
		 "a\t9\tone\\ttwo\t9.5\n## end\n");
	take(&l, "## sg videos 1\n# id\ttitle\tchannel\tembeddable\n"
		 "b\tno\tno\ttrue\na\t-\tC \\x22\tfalse\n## end\n");
	web_info_settle(&l);
	json_begin(&o);
	web_info_json(i, &o);
	fp = open_memstream(&text, &n);
	json_end(&o, fp);
	fclose(fp);
	assert_string_equal(text, "{\"id\":\"a\",\"title\":\"one\\ttwo\","
				  "\"channel\":\"C \\\"\",\"channel_id\":null,"
				  "\"published_at\":null,\"duration_s\":9.5,"
				  "\"youtube\":null,\"embeddable\":false,"
				  "\"url\":null}\n");
	free(text);
	web_info_release(&l);
}

static void
room(void **state)
{
	struct web_infos *l = calloc(1, sizeof *l);
	char id[16];
	int i;

	(void)state;
	for (i = 0; i < WEB_INFO_MAX; i++) {
		snprintf(id, sizeof id, "id%d", i);
		assert_non_null(web_info_of(l, id));
	}
	assert_null(web_info_of(l, "one-more"));
	assert_non_null(web_info_of(l, "id0"));
	free(l);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(places),
		cmocka_unit_test(later_counts_more),
		cmocka_unit_test(room),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
