#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/sg.h"
#include "edge/queue_job.h"

extern char **environ;

/* What the command finds in its environment, in the order of a claim's row. */
static const char *const name[] = { "SG_CLAIM", "SG_ID", "SG_TITLE", "SG_URL",
	"SG_DURATION" };

static void
set_environment(const struct pg *db)
{
	const char *v;
	size_t i;

	for (i = 0; i < sizeof name / sizeof *name; i++)
		if ((v = pg_text(db, 0, (int)i)) != NULL)
			setenv(name[i], v, 1);
		else
			unsetenv(name[i]);
}

pid_t
queue_job_start(const struct pg *db, char *const *command)
{
	posix_spawnattr_t attr;
	sigset_t none;
	size_t n = 0;
	char **argv;
	pid_t pid;
	int r;

	set_environment(db);
	while (command[n] != NULL)
		n++;
	argv = xreallocarray(NULL, n + 2, sizeof *argv);
	memcpy(argv, command, n * sizeof *argv);
	argv[n] = xstrdup(pg_text(db, 0, 1));
	argv[n + 1] = NULL;
	sigemptyset(&none);
	posix_spawnattr_init(&attr);
	posix_spawnattr_setpgroup(&attr, 0);
	posix_spawnattr_setsigmask(&attr, &none);
	posix_spawnattr_setflags(
	    &attr, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK);
	r = posix_spawnp(&pid, argv[0], NULL, &attr, argv, environ);
	posix_spawnattr_destroy(&attr);
	free(argv[n]);
	free(argv);
	errno = r;
	return r == 0 ? pid : -1;
}
