#!/bin/bash
# Run every unit test and every .t against the build in $O; the last line is
# "N passed, N failed". One test more runs at a time than there are processors,
# since all wait now and then, and the longest start first; names on the command
# line choose some of them.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 2
export O=${O:-build} CMOCKA_MESSAGE_OUTPUT=TAP
tests=("$@")
if [ $# -eq 0 ]; then
	long=(tests/{evaluate,pipelines,memory-net,gcs,containers,page,fault-pg,decode,obtain,search}.t)
	mapfile -t tests < <(printf '%s\n' "${long[@]}" "$O"/unit/* tests/*.t | awk '!seen[$0]++')
fi
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
