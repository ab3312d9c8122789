#!/bin/bash
# static.sh [CLANG-TIDY-OPTION...]: what tools say of the C that compilers let
# pass; there is to be nothing. Checks are in .clang-tidy.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 2
jobs=$(nproc)
read -ra flags < <(pkg-config --cflags sndfile soxr fftw3f jansson libcrypto libcurl libpq)
flags+=(-std=c11 -D_DEFAULT_SOURCE -D_FILE_OFFSET_BITS=64 -Ilib -Itests/unit -fopenmp-simd)
warn=(-Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes -Wwrite-strings -Werror)
ours=(lib/*/*.c cmd/*.c)
bad=0

printf '%s\n' tests/*/*.c | xargs -P "$jobs" -n 8 \
    clang "${flags[@]}" "${warn[@]}" -fsyntax-only || bad=1
# three checks of it do not see that xreallocarray(3) gives memory or ends, that a
# loop has a first turn, that tmpfile(3) closes itself
printf '%s\n' "${ours[@]}" | xargs -P "$jobs" -I{} \
    gcc "${flags[@]}" "${warn[@]}" -O1 -fanalyzer -Wno-analyzer-malloc-leak \
    -Wno-analyzer-null-argument -Wno-analyzer-use-of-uninitialized-value -c -o /dev/null {} || bad=1
cppcheck -q -j "$jobs" --std=c11 --enable=warning,performance,portability --inline-suppr \
    --suppress=missingIncludeSystem --error-exitcode=1 -Ilib -D_DEFAULT_SOURCE lib cmd || bad=1
printf '%s\n' "${ours[@]}" | xargs -P "$jobs" -I{} \
    clang-tidy --quiet "$@" {} -- "${flags[@]}" "${warn[@]}" 2>/dev/null || bad=1
exit $bad
