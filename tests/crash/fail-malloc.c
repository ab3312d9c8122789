/*
 * fail-malloc.c - a library to preload: from main() on (its getopt), the
 * SG_FAIL_AT-th allocation fails. With SG_FAIL_SAY the number of all is written
 * on standard error at the end.
 *
 * Of the program's own code and libc's, and that of the libraries that
 * SG_FAIL_LIB names ("libcurl libjansson"): soxr and FFTW do not outlive a
 * failure.
 */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <link.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct option;
int getopt(int, char *const *, const char *);
int getopt_long(int, char *const *, const char *, const struct option *, int *);

/* glibc's own, by the names that are not ours */
void *__libc_malloc(size_t);
void *__libc_calloc(size_t, size_t);
void *__libc_realloc(void *, size_t);
void *__libc_memalign(size_t, size_t);

static atomic_bool counting;
static atomic_long seen;
static long at;
static uintptr_t from[8], until[8]; /* of the program, libc, SG_FAIL_LIB's */
static int n_part;

static int
note(struct dl_phdr_info *o, size_t size, void *first)
{
	const char *more = getenv("SG_FAIL_LIB"), *name = o->dlpi_name;
	char base[64];
	uintptr_t end;
	int k = n_part, i;

	(void)size;
	if (strrchr(name, '/') != NULL)
		name = strrchr(name, '/') + 1;
	snprintf(base, sizeof base, "%.*s", (int)strcspn(name, "."), name);
	if (!*(bool *)first && strcmp(base, "libc") != 0 &&
	    (base[0] == '\0' || more == NULL || strstr(more, base) == NULL))
		return 0;
	if (k == 8)
		return 1;
	n_part++;
	*(bool *)first = false;
	from[k] = o->dlpi_addr;
	for (i = 0; i < o->dlpi_phnum; i++) {
		end = o->dlpi_addr + o->dlpi_phdr[i].p_vaddr +
		      o->dlpi_phdr[i].p_memsz;
		if (o->dlpi_phdr[i].p_type == PT_LOAD && end > until[k])
			until[k] = end;
	}
	return 0;
}

static bool
ours(const void *caller)
{
	uintptr_t c = (uintptr_t)caller;
	int k;

	for (k = 0; k < n_part; k++)
		if (c >= from[k] && c < until[k])
			return true;
	return false;
}

static void
look_round(void)
{
	bool first = true;

	n_part = 0;
	dl_iterate_phdr(note, &first);
}

static void
begin(void)
{
	const char *s = getenv("SG_FAIL_AT");

	if (counting)
		return;
	look_round();
	at = s != NULL ? strtol(s, NULL, 10) : 0;
	counting = true;
}

static bool
fails(const void *caller)
{
	long n;

	if (!counting || !ours(caller))
		return false;
	n = ++seen;
	if (at == 0 || n != at)
		return false;
	errno = ENOMEM;
	return true;
}

void *
malloc(size_t n)
{
	return fails(__builtin_return_address(0)) ? NULL : __libc_malloc(n);
}

void *
calloc(size_t n, size_t size)
{
	return fails(__builtin_return_address(0)) ? NULL :
						    __libc_calloc(n, size);
}

void *
realloc(void *p, size_t n)
{
	return n > 0 && fails(__builtin_return_address(0)) ?
		   NULL :
		   __libc_realloc(p, n);
}

void *
memalign(size_t to, size_t n)
{
	return fails(__builtin_return_address(0)) ? NULL :
						    __libc_memalign(to, n);
}

void *
aligned_alloc(size_t to, size_t n)
{
	return memalign(to, n);
}

int
posix_memalign(void **p, size_t to, size_t n)
{
	void *q = memalign(to, n);

	if (q == NULL)
		return ENOMEM;
	*p = q;
	return 0;
}

int
getopt(int argc, char *const *argv, const char *options)
{
	int (*real)(int, char *const *, const char *) = NULL;

	begin();
	*(void **)&real = dlsym(RTLD_NEXT, "getopt");
	return real(argc, argv, options);
}

int
getopt_long(int argc, char *const *argv, const char *options,
    const struct option *longer, int *i)
{
	int (*real)(int, char *const *, const char *, const struct option *,
	    int *) = NULL;

	begin();
	*(void **)&real = dlsym(RTLD_NEXT, "getopt_long");
	return real(argc, argv, options, longer, i);
}

/* libpq comes late */
void *
dlopen(const char *name, int flags)
{
	void *(*real)(const char *, int) = NULL, *handle;

	*(void **)&real = dlsym(RTLD_NEXT, "dlopen");
	handle = real(name, flags);
	look_round();
	return handle;
}

__attribute__((destructor)) static void
say(void)
{
	counting = false;
	if (getenv("SG_FAIL_SAY") != NULL)
		fprintf(stderr, "%ld allocations\n", (long)seen);
}
