#!/bin/bash
# shellcheck disable=SC2034 # ok evaluates
# Every target of make fuzz, briefly and always the same: up to 2,000 changes of each
# seed; FUZZ_RUNS: as many.
. "$(dirname "$0")/lib.sh"
for t in "$here"/tests/fuzz/*.c; do
	t=$(basename "$t" .c)
	[ "$t" != replay ] || continue
	runs=2000
	case $t in cloud | http) runs=300 ;; esac # a file, a connection for each
	ok "$t" "rc 0 $here/$O/fuzz/$t ${FUZZ_RUNS:-$runs}"
done
done_testing
