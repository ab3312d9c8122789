/*
 * cpu.h - a loop for the processor at hand, out of one source
 *
 * CPU_CLONES before a static function lets the compiler make two of it, one for
 * processors with AVX2; which is taken is decided when the program starts. The
 * results are the same: nothing is fused (-ffp-contract=off), and sums of floats
 * are not reordered. Where that cannot be had, the word means nothing.
 */

#ifndef CPU_H
#define CPU_H

/* resolvers run before the sanitizers are ready */
#if defined(__x86_64__) && defined(__ELF__) && !defined(__SANITIZE_ADDRESS__)
#include <limits.h> /* __GLIBC__ */
#if defined(__GLIBC__) && defined(__has_attribute)
#if __has_attribute(target_clones)
#define CPU_CLONES __attribute__((target_clones("avx2", "default")))
#endif
#endif
#endif

#ifndef CPU_CLONES
#define CPU_CLONES
#endif

#endif
