/*
 * fuzz.h - what all targets share
 *
 * A target is a file with LLVMFuzzerTestOneInput(), linked with libFuzzer (make
 * fuzz) or with replay.c (tests/fuzz.t, where there is no clang).
 */

#ifndef FUZZ_H
#define FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);
size_t LLVMFuzzerCustomMutator(
    uint8_t *data, size_t size, size_t max_size, unsigned seed);
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size);

/* The target's first inputs, NULL-ended, by their lengths; see replay.c. */
struct fuzz_seed {
	const char *bytes;
	size_t n;
};
extern const struct fuzz_seed fuzz_seeds[];
#define FUZZ_SEED(text)                                                        \
	{                                                                      \
		text, sizeof(text) - 1                                         \
	}

/* As the default profile is spelt in the head of a stream. */
#define FUZZ_PROFILE                                                           \
	"## profile sg1 rate=8000 window=1024 hop=128 f=200:3800 "             \
	"near=4x8 floor=-98 rise=1 rank=4x31 grid=8x768 peaks=24 "             \
	"store=3x3 targets=2 dt=20:720/12 df=768/16\n"

/* Abort unless it holds: a finding. */
#define MUST(x) ((x) ? (void)0 : fuzz_found(__FILE__, __LINE__, #x))

static inline void
fuzz_found(const char *file, int line, const char *what)
{
	fprintf(stderr, "%s:%d: %s\n", file, line, what);
	abort();
}

/* A message says something in one line; what it quotes may have been more. */
static inline void
must_be_a_line(const char *err)
{
	MUST(err[0] != '\0' && strchr(err, '\n') == NULL);
}

/* The bytes as text, ended by a NUL; the caller's. */
static inline char *
fuzz_text(const uint8_t *data, size_t size)
{
	char *s = malloc(size + 1);

	MUST(s != NULL);
	if (size > 0)
		memcpy(s, data, size);
	s[size] = '\0';
	return s;
}

#endif
