/*
 * late.h - a library that is loaded when it is first needed
 *
 * Loading one takes longer than most of what these programs do: 4 ms for libsndfile
 * and the eight that it brings along, 7 for libpq and its twenty. So a program that
 * may not need it is not linked with it, and has pointers to its functions.
 */

#ifndef LATE_H
#define LATE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

struct late_function {
	const char *name;
	void *at; /* the pointer to it, a function's */
};

/* Made by LATE_LIBRARY. */
struct late {
	const char *soname;
	const struct late_function *function;
	size_t n;
	atomic_bool loaded;
	char wrong[256];
};

/*
 * LATE(f): a pointer, own_f. LATE_LIBRARY(id, soname, LATE_AT(f), ...): struct late
 * id. A function's name is what a header's macros make of f, such as that of the one
 * for 64-bit offsets.
 */
/* clang-format off */
#define LATE(f)    static __typeof__(&(f)) own_##f
#define LATE_AT(f) LATE_ROW(f, own_##f)
#define LATE_ROW(name, pointer) { #name, &(pointer) }
#define LATE_LIBRARY(id, soname, ...) \
	static const struct late_function id##_function[] = { __VA_ARGS__ }; \
	static struct late id = { soname, id##_function, \
		sizeof id##_function / sizeof *id##_function, false, "" }
/* clang-format on */

/*
 * Load it, for as long as the program runs; before any of its functions is called.
 * Any thread may. Returns NULL, or what is wrong.
 */
const char *late_load(struct late *);

#endif
