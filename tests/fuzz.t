#!/bin/bash
# shellcheck disable=SC2034 # ok evaluates
# Every target of make fuzz, briefly and always the same: 2,000 changes of each
# seed; FUZZ_RUNS: as many.
. "$(dirname "$0")/lib.sh"
for t in "$here"/tests/fuzz/*.c; do
	t=$(basename "$t" .c)
	[ "$t" != replay ] || continue
	ok "$t" "rc 0 $here/$O/fuzz/$t ${FUZZ_RUNS:-2000}"
done
done_testing
