#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "edge/slot.h"
#include "test.h"

static char dir[] = "/tmp/sg-slot-XXXXXX";

static int
take(unsigned n, uint64_t whose, unsigned each)
{
	errno = 0;
	return slot_take(dir, "s", n, whose, each);
}

static void
in_all(void **state)
{
	int a, b, c;

	(void)state;
	assert_true((a = take(2, 1, 0)) >= 0);
	assert_true((b = take(2, 1, 0)) >= 0);
	assert_int_equal(take(2, 1, 0), -1);
	assert_int_equal(errno, EAGAIN);
	/* another kind */
	assert_true((c = slot_take(dir, "t", 1, 1, 0)) >= 0);
	close(c);
	close(a);
	assert_true((a = take(2, 1, 0)) >= 0);
	assert_int_equal(take(2, 1, 0), -1);
	close(a);
	close(b);
	assert_int_equal(take(0, 1, 0), -1);
	assert_int_equal(errno, EAGAIN);
}

static void
of_one(void **state)
{
	int a, b, c;

	(void)state;
	assert_true((a = take(3, 7, 1)) >= 0);
	assert_int_equal(take(3, 7, 1), -1);
	assert_int_equal(errno, EAGAIN);
	assert_true((b = take(3, 8, 1)) >= 0);
	assert_true((c = take(3, 7, 2)) >= 0);
	close(c);
	/* what is left in a free slot is nobody's */
	close(a);
	assert_true((a = take(3, 7, 1)) >= 0);
	close(a);
	close(b);
}

/* Whoever dies gives his slot back. */
static void
died(void **state)
{
	pid_t pid;
	int fd;

	(void)state;
	if ((pid = fork()) == 0)
		_exit(take(1, 1, 0) >= 0 && take(1, 1, 0) < 0 ? 0 : 1);
	assert_true(waitpid(pid, &fd, 0) == pid && fd == 0);
	assert_true((fd = take(1, 1, 0)) >= 0);
	close(fd);
}

static void
nowhere(void **state)
{
	(void)state;
	assert_int_equal(slot_take("/nonexistent", "s", 1, 1, 0), -1);
	assert_int_equal(errno, ENOENT);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(in_all),
		cmocka_unit_test(of_one),
		cmocka_unit_test(died),
		cmocka_unit_test(nowhere),
	};
	char command[64];
	int r;

	if (mkdtemp(dir) == NULL)
		return 2;
	r = cmocka_run_group_tests(tests, NULL, NULL);
	snprintf(command, sizeof command, "rm -r %s", dir);
	return system(command) == 0 ? r : 2;
}
