#!/bin/bash
# run.sh [-l] TARGET...: libFuzzer on targets, a minute each ($FUZZ_SECONDS), two at
# a time; -l: until it is stopped. What was found interesting stays in
# build-fuzz/corpus, so that the next run goes on; build-fuzz/tally.tsv adds up.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 2
seconds=${FUZZ_SECONDS:-60}
[ "${1-}" != -l ] || { seconds=0; shift; }
one() {
	local t=$1 log=build-fuzz/$1.log rc=0
	mkdir -p "build-fuzz/corpus/$t" build-fuzz/found
	[ -n "$(ls -A "build-fuzz/corpus/$t")" ] || "build/fuzz/$t" -w "build-fuzz/corpus/$t"
	trap : INT TERM
	"build-fuzz/fuzz/$t" -max_total_time="$2" -max_len=4096 -timeout=20 -rss_limit_mb=2048 \
	    -print_final_stats=1 -artifact_prefix="build-fuzz/found/$t-" \
	    "build-fuzz/corpus/$t" >"$log" 2>&1 || rc=$?
	awk -v t="$t" -v rc="$rc" -v day="$(date -u +%F)" '/number_of_executed_units/ { n = $2 } /^#[0-9]+/ { if (match($0, /cov: [0-9]+/)) cov = substr($0, RSTART + 5, RLENGTH - 5) }
		END { print day "\t" t "\t" n + 0 "\t" cov + 0 "\t" (rc == 0 ? "-" : "found " rc) }' "$log" >>build-fuzz/tally.tsv
	tail -n 1 build-fuzz/tally.tsv | grep "	$t	"
	[ "$rc" -eq 0 ] || { grep -aE -m 3 'ERROR|SUMMARY|runtime error' "$log"; echo "$t: see $log, build-fuzz/found"; }
	return "$rc"
}
bad=0
for t in "$@"; do
	[ "$(jobs -pr | wc -l)" -lt 2 ] || wait -n || bad=1
	one "$t" "$seconds" &
done
while [ -n "$(jobs -pr)" ]; do wait -n || bad=1; done
echo 'in all: target, executions, runs'
awk -F '\t' '{ n[$2] += $3; r[$2]++ } END { for (t in n) print t "\t" n[t] "\t" r[t] }' build-fuzz/tally.tsv | sort
exit "$bad"
