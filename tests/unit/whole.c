#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/whole.h"
#include "test.h"

/* Names in a directory, those of hidden files included. */
static int
names(const char *dir)
{
	DIR *d = opendir(dir);
	int n = 0;

	assert_non_null(d);
	while (readdir(d) != NULL)
		n++;
	closedir(d);
	return n - 2; /* . and .. */
}

static void
content(const char *path, const char *want)
{
	char b[16] = "";
	FILE *fp = fopen(path, "r");

	assert_non_null(fp);
	assert_non_null(fgets(b, sizeof b, fp));
	assert_string_equal(b, want);
	fclose(fp);
}

static void
appears_whole(void **state)
{
	char dir[] = "/tmp/whole.XXXXXX", path[32];
	struct whole w;

	(void)state;
	assert_non_null(mkdtemp(dir));
	snprintf(path, sizeof path, "%s/x", dir);
	assert_int_equal(whole_open(&w, path), 0);
	assert_int_equal(write(w.fd, "one", 3), 3);
	whole_close(&w);
	assert_int_equal(names(dir), 0);

	assert_int_equal(whole_open(&w, path), 0);
	assert_int_equal(write(w.fd, "two", 3), 3);
	assert_int_equal(whole_commit(&w), 0);
	whole_close(&w);
	assert_int_equal(names(dir), 1);
	content(path, "two");

	/* over what is there; and what is there stays until then */
	assert_int_equal(whole_open(&w, path), 0);
	assert_int_equal(write(w.fd, "three", 5), 5);
	content(path, "two");
	assert_int_equal(whole_commit(&w), 0);
	whole_close(&w);
	assert_int_equal(names(dir), 1);
	content(path, "three");

	unlink(path);
	rmdir(dir);
	assert_int_equal(whole_open(&w, path), -1);
	whole_close(&w);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(appears_whole) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
