#include <string.h>

#include "edge/yt_name.h"
#include "test.h"

#define VIDEO   "dQw4w9WgXc-"
#define CHANNEL "UCabcdefghijklmnopqrst_-"
#define LIST    "PLabcdefghijklmnop"

static void
known(void **state)
{
	static const struct {
		const char *text;
		enum yt_kind kind;
		const char *id;
	} cases[] = {
		{ VIDEO, YT_VIDEO, VIDEO },
		{ "-Qw4w9WgXcQ", YT_VIDEO, "-Qw4w9WgXcQ" },
		{ " \t" VIDEO "\n", YT_VIDEO, VIDEO },
		{ "https://www.youtube.com/watch?v=" VIDEO, YT_VIDEO, VIDEO },
		{ "HTTPS://WWW.YouTube.COM/watch?v=" VIDEO, YT_VIDEO, VIDEO },
		{ "youtube.com/watch?a=b&v=" VIDEO "&t=1s#x", YT_VIDEO, VIDEO },
		{ "m.youtube.com/watch?v=" VIDEO "&list=" LIST, YT_VIDEO,
		    VIDEO },
		{ "music.youtube.com/watch?v=" VIDEO, YT_VIDEO, VIDEO },
		{ "http://youtu.be/" VIDEO "?si=x", YT_VIDEO, VIDEO },
		{ "youtube.com/shorts/" VIDEO, YT_VIDEO, VIDEO },
		{ "youtube.com/live/" VIDEO "?feature=share", YT_VIDEO, VIDEO },
		{ "www.youtube-nocookie.com/embed/" VIDEO, YT_VIDEO, VIDEO },
		{ "youtube.com/v/" VIDEO, YT_VIDEO, VIDEO },
		{ LIST, YT_PLAYLIST, LIST },
		{ "youtube.com/playlist?list=" LIST, YT_PLAYLIST, LIST },
		{ "youtube.com/embed/videoseries?list=" LIST, YT_PLAYLIST,
		    LIST },
		{ CHANNEL, YT_CHANNEL, CHANNEL },
		{ "youtube.com/channel/" CHANNEL "/videos", YT_CHANNEL,
		    CHANNEL },
		{ "@some.one", YT_HANDLE, "@some.one" },
		{ "youtube.com/@some.one", YT_HANDLE, "@some.one" },
		{ "youtube.com/@some.one/streams?x=y", YT_HANDLE, "@some.one" },
		{ "youtube.com/@m%C3%BCsik", YT_HANDLE, "@m\xc3\xbcsik" },
		{ "youtube.com/%40some", YT_HANDLE, "@some" },
		{ "youtube.com/user/Some1", YT_USER, "Some1" },
		{ "youtube.com/c/Some1/about", YT_CUSTOM, "Some1" },
		{ "youtube.com/Some1", YT_CUSTOM, "Some1" },
	};
	struct yt_name n;
	char why[128];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		assert_int_equal(yt_name_parse(&n, cases[i].text, why), 0);
		assert_int_equal(n.kind, cases[i].kind);
		assert_string_equal(n.id, cases[i].id);
	}
}

static void
refused(void **state)
{
	static const char *const cases[] = { "", " ", "@", "shorter",
		"https://youtube.com@evil.example/watch?v=" VIDEO,
		"https://www.youtube.com.evil.example/watch?v=" VIDEO,
		"https://notyoutube.com/watch?v=" VIDEO,
		"https://youtube.com./watch?v=" VIDEO,
		"https://evil.example/youtube.com/watch?v=" VIDEO,
		"https://evil.example?youtube.com/watch?v=" VIDEO,
		"https://evil.example#youtube.com/watch?v=" VIDEO,
		"https://evil.example\\@youtube.com/watch?v=" VIDEO,
		"https://youtube.com:443/watch?v=" VIDEO,
		"ftp://youtube.com/watch?v=" VIDEO,
		"javascript://youtube.com/watch?v=" VIDEO,
		"//youtube.com/watch?v=" VIDEO, "youtube.com", "youtube.com/",
		"youtube.com/watch", "youtube.com/watch?v=short",
		"youtube.com/watch?v=" VIDEO "x",
		"youtube.com/watch?list=" LIST,
		"youtube.com/watch?v=%41%41%41%41%41%41%41%41%41%41%41",
		"youtube.com/playlist?list=RDabcdefghijk", "youtu.be/",
		"youtu.be/@some", "youtube.com/channel/UCshort",
		"youtube.com/@%2F..%2F", "youtube.com/@a%00b",
		"youtube.com/@%C3", "youtube.com/results?search_query=x",
		"youtube.com/a/b", "a b", "@a\nb", "youtube.com/@a b" };
	struct yt_name n;
	char why[128];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		why[0] = '\0';
		if (yt_name_parse(&n, cases[i], why) != -1)
			fail_msg("taken: %s", cases[i]);
		assert_true(why[0] != '\0');
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(known),
		cmocka_unit_test(refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
