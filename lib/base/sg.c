#include <err.h>
#include <errno.h>
#include <math.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/sg.h"

enum {
	BUFFER = 1 << 16 /* bytes; stdio's own 4096 are many calls */
};

void *
xreallocarray(void *p, size_t n, size_t size)
{
	if (size != 0 && n > SIZE_MAX / size)
		errx(SG_RETRY, "out of memory: %zu x %zu", n, size);
	if ((p = realloc(p, n * size)) == NULL && n * size != 0)
		errx(SG_RETRY, "out of memory: %zu bytes", n * size);
	return p;
}

void
no_memory(void)
{
	errx(SG_RETRY, "out of memory");
}

void
no_library(const char *wrong)
{
	errx(SG_FAIL, "%s", wrong);
}

char *
xstrdup(const char *s)
{
	size_t n = strlen(s) + 1;

	return memcpy(xreallocarray(NULL, n, 1), s, n);
}

void *
xgrow(void *p, size_t *cap, size_t want, size_t size)
{
	size_t n = *cap + *cap / 2;

	if (want <= *cap)
		return p;
	if (n < want)
		n = want;
	if (n < 64)
		n = 64;
	*cap = n;
	return xreallocarray(p, n, size);
}

long long
num_arg(const char *s, long long min, long long max, const char *what)
{
	long long v;
	char *end;

	errno = 0;
	v = strtoll(s, &end, 10);
	if (end == s || *end != '\0')
		errx(SG_FAIL, "%s: not a number: %s", what, s);
	if (errno == ERANGE || v < min || v > max)
		errx(SG_FAIL, "%s: not in %lld..%lld: %s", what, min, max, s);
	return v;
}

double
real_arg(const char *s, double min, double max, const char *what)
{
	double v;
	char *end;

	errno = 0;
	v = strtod(s, &end);
	if (end == s || *end != '\0' || isnan(v))
		errx(SG_FAIL, "%s: not a number: %s", what, s);
	if (v < min || v > max)
		errx(SG_FAIL, "%s: not in %g..%g: %s", what, min, max, s);
	return v;
}

void
usage_fail(const char *usage)
{
	fprintf(stderr, "%s\n", usage);
	exit(SG_FAIL);
}

void
opt_help(const char *usage)
{
	puts(usage);
	out_close();
	exit(0);
}

void
opt_version(const char *program)
{
	printf("%s " SG_VERSION "\n", program);
	out_close();
	exit(0);
}

void
opt_other(int c, const char *program, const char *usage)
{
	if (c == 'h')
		opt_help(usage);
	if (c == 'V')
		opt_version(program);
	usage_fail(usage);
}

FILE *
in_open(int argc, char *argv[], const char *usage, const char **name)
{
	static char buffer[BUFFER]; /* lives as long as stdin */
	FILE *fp;

	if (argc - optind > 1)
		usage_fail(usage);
	*name = "<stdin>";
	fp = stdin;
	if (argc > optind && strcmp(argv[optind], "-") != 0) {
		*name = argv[optind];
		if ((fp = fopen(*name, "r")) == NULL)
			err(SG_FAIL, "%s", *name);
	}
	setvbuf(fp, buffer, _IOFBF, BUFFER);
	return fp;
}

/* $XDG TAIL, or ~ BELOW TAIL; NULL when there is neither. */
static char *
home_path(const char *xdg, const char *below, const char *tail)
{
	const char *dir = getenv(xdg);
	char *path;
	size_t n;

	if (dir != NULL && *dir == '/')
		below = "";
	else if ((dir = getenv("HOME")) == NULL || *dir == '\0')
		return NULL;
	n = strlen(dir) + strlen(below) + strlen(tail) + 1;
	path = xreallocarray(NULL, n, 1);
	snprintf(path, n, "%s%s%s", dir, below, tail);
	return path;
}

char *
db_path(const char *opt)
{
	char *path;

	if (opt == NULL)
		opt = getenv("SG_DB");
	if (opt != NULL && *opt != '\0')
		return xstrdup(opt);
	path = home_path("XDG_DATA_HOME", "/.local/share", "/sonicgen/index");
	if (path == NULL)
		errx(SG_FAIL, "no index: give -d, SG_DB or HOME");
	return path;
}

char *
cache_path(void)
{
	char *path = home_path("XDG_CACHE_HOME", "/.cache", "/sonicgen");

	if (path == NULL)
		errx(SG_FAIL, "no place: want HOME or XDG_CACHE_HOME");
	return path;
}

/*
 * Before main(), in every program: standard input and output may come with
 * O_NONBLOCK from whoever had them before us. Now they wait.
 */
__attribute__((constructor)) static void
std_block(void)
{
	fd_block(STDIN_FILENO);
	fd_block(STDOUT_FILENO);
}

void
out_open(void)
{
	static char buffer[BUFFER]; /* lives as long as stdout */

	if (isatty(STDOUT_FILENO))
		return;
	setvbuf(stdout, buffer, _IOFBF, BUFFER);
	fd_widen(STDOUT_FILENO);
}

void
out_close(void)
{
	int failed;

	failed = ferror(stdout);
	if (fclose(stdout) == EOF || failed) {
		/* EPIPE, not death, only if our parent ignored SIGPIPE */
		if (errno == EPIPE) {
			signal(SIGPIPE, SIG_DFL);
			raise(SIGPIPE);
		}
		err(SG_FAIL, "standard output");
	}
}
