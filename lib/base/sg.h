/* sg.h - what every program in the toolkit shares */

#ifndef SG_H
#define SG_H

#include <stddef.h>
#include <stdio.h>

#define SG_VERSION "0.1"

/* Exit statuses beside 0; architecture: sg(7), EXIT STATUS. */
enum {
	SG_NO = 1, /* ran correctly; the answer is "no" (no match, no object) */
	SG_FAIL = 2,  /* usage, input or configuration; a retry cannot help */
	SG_RETRY = 75 /* memory, network, database, quota; a retry may help */
};

/* Allocate n * size bytes, or die: no caller can do anything useful about it. */
void *xreallocarray(void *, size_t n, size_t size);
char *xstrdup(const char *);
_Noreturn void no_memory(void); /* of a library's */
_Noreturn void no_library(const char *wrong);

/*
 * Make room for `want` elements of `size` bytes in an array that has room for
 * *cap, growing by half at least. Returns the array, which may have moved.
 */
void *xgrow(void *, size_t *cap, size_t want, size_t size);

/* Parse all of s as a number in [min, max]; on failure die naming what. */
long long num_arg(
    const char *s, long long min, long long max, const char *what);
double real_arg(const char *s, double min, double max, const char *what);

/*
 * The standard options. usage_fail prints the usage line on stderr and exits
 * with SG_FAIL (for '?'); opt_help prints it on stdout and exits with 0 (-h);
 * opt_version prints "PROGRAM VERSION" and exits with 0 (-V); opt_other does
 * one of these three.
 */
_Noreturn void usage_fail(const char *usage);
_Noreturn void opt_help(const char *usage);
_Noreturn void opt_version(const char *program);
_Noreturn void opt_other(int c, const char *program, const char *usage);

/*
 * The single optional file operand of a filter: argv[optind], or stdin when it
 * is absent or "-". Dies when there are more, or when it cannot be opened.
 * *name becomes what messages shall call it.
 */
FILE *in_open(int argc, char *argv[], const char *usage, const char **name);

/*
 * Where the index is: opt (of -d) if not NULL, else $SG_DB, else
 * ${XDG_DATA_HOME:-~/.local/share}/sonicgen/index. Owned by the caller.
 */
char *db_path(const char *opt);

/* Where what can be made again is kept, the caller's. Exits without HOME. */
char *cache_path(void);

/* Before the first byte of a long stdout: larger buffers. */
void out_open(void);

/* Close stdout and die unless every byte reached it. Last call of main(). */
void out_close(void);

#endif
