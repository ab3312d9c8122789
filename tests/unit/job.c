#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "edge/job.h"
#include "test.h"

static const char *const env[] = { "PATH=/usr/bin:/bin", "X=1", NULL };

static struct job
shell(const char *const *words)
{
	return (
	    struct job) { .stage = { { .argv = words, .env = env } }, .n = 1 };
}

static void
reads(int fd, const char *want)
{
	char text[256];
	ssize_t n = pread(fd, text, sizeof text - 1, 0);

	assert_true(n >= 0);
	text[n] = '\0';
	assert_string_equal(text, want);
	close(fd);
}

static void
pipeline(void **state)
{
	static const char *const first[] = { "sh", "-c",
		"echo one; echo $X; echo said >&2; echo more >&2; exit 3",
		NULL };
	static const char *const second[] = { "tr", "a-z", "A-Z", NULL };
	static const char *const third[] = { "sh", "-c",
		"cat; printf '\\033bad' >&2; kill -9 $$", NULL };
	struct job j = { .stage = { { .argv = first, .env = env },
			     { .argv = second, .env = env },
			     { .argv = third, .env = env } },
		.n = 3 };
	int out = job_file();

	(void)state;
	assert_int_equal(job_run(&j, -1, out, clock_now() + 20), JOB_DONE);
	reads(out, "ONE\n1\n");
	assert_int_equal(job_status(&j, 0), 3);
	assert_int_equal(job_status(&j, 1), 0);
	assert_int_equal(job_status(&j, 2), 128 + SIGKILL);
	assert_string_equal(j.stage[0].why, "said");
	assert_string_equal(j.stage[1].why, "");
	assert_string_equal(j.stage[2].why, "?bad");
}

static void
input(void **state)
{
	static const char *const cat[] = { "cat", NULL };
	struct job j = shell(cat);
	int in = job_file(), out = job_file();

	(void)state;
	assert_int_equal(write(in, "hello", 5), 5);
	lseek(in, 0, SEEK_SET);
	assert_int_equal(job_run(&j, in, out, clock_now() + 20), JOB_DONE);
	reads(out, "hello");
	close(in);
}

/* Whoever started something else takes it with him, and TERM is not enough. */
static void
late(void **state)
{
	static const char *const words[] = { "sh", "-c",
		"trap '' TERM; (trap '' TERM; sleep 55.5) & echo $!; sleep "
		"55.5",
		NULL };
	struct job j = shell(words);
	int out = job_file();
	double before = clock_now();
	char text[32] = "";
	pid_t pid;
	int i;

	(void)state;
	assert_int_equal(job_run(&j, -1, out, before + 1), JOB_LATE);
	assert_true(clock_now() - before < 20);
	assert_true(pread(out, text, sizeof text - 1, 0) > 0);
	close(out);
	pid = (pid_t)atoi(text);
	assert_true(pid > 1);
	/* init has to bury it */
	for (i = 0; i < 50 && kill(pid, 0) == 0; i++)
		usleep(100000);
	assert_true(i < 50);
}

static void
gone(void **state)
{
	static const char *const words[] = { "sh", "-c",
		"kill -TERM $PPID; sleep 55.6", NULL };
	struct job j = shell(words);
	int out = job_file();

	(void)state;
	assert_int_equal(job_run(&j, -1, out, clock_now() + 30), JOB_GONE);
	assert_int_equal(job_pause(0.01), JOB_DONE);
	raise(SIGHUP);
	assert_int_equal(job_pause(10), JOB_GONE);
	close(out);
}

static void
broken(void **state)
{
	static const char *const cat[] = { "cat", NULL };
	static const char *const nosuch[] = { "no-such-program", NULL };
	struct job j = { .stage = { { .argv = cat, .env = env },
			     { .argv = nosuch, .env = env } },
		.n = 2 };
	int out = job_file();

	(void)state;
	assert_int_equal(job_run(&j, -1, out, clock_now() + 20), JOB_BROKEN);
	assert_int_equal(errno, ENOENT);
	close(out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pipeline),
		cmocka_unit_test(input),
		cmocka_unit_test(late),
		cmocka_unit_test(gone),
		cmocka_unit_test(broken),
	};

	job_signals();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
