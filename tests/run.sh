#!/bin/bash
# Run every unit test and every .t against the build in $O; the last line is
# "N passed, N failed". As many tests run at a time as there are processors, and
# one, since they wait, too; names on the command line choose some of them.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 2
export O=${O:-build} CMOCKA_MESSAGE_OUTPUT=TAP
tests=("$@")
[ $# -gt 0 ] || tests=("$O"/unit/* tests/*.t)
log=$(mktemp)
trap 'rm -f "$log"' EXIT
prove -j $(($(nproc) + 1)) --exec '' --merge -v "${tests[@]}" >"$log" 2>&1
status=$?
# show what failed in full, and what was skipped
grep -aE '^not ok|^#|SKIP|Failed|Parse errors|Dubious' "$log"
tail -n 3 "$log"
passed=$(grep -acE '^ok [0-9]+' "$log")
failed=$(grep -acE '^not ok [0-9]+' "$log")
[ "$status" -eq 0 ] || [ "$failed" -gt 0 ] || failed=1
echo "$passed passed, $failed failed"
exit "$status"
