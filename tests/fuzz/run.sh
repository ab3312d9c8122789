#!/bin/bash
# run.sh [-l|-f] TARGET...: libFuzzer on targets, a minute each ($FUZZ_SECONDS), two at
# a time ($FUZZ_JOBS); -l: until it is stopped; -f: until each has had 10 million
# executions or 30 minutes of CPU in all. What was found interesting stays in
# build-fuzz/corpus, so that the next run goes on; build-fuzz/tally.tsv adds up: day,
# target, executions, edges, what was found, CPU seconds.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 2
seconds=${FUZZ_SECONDS:-60} full=
case ${1-} in
-l) seconds=0; shift ;;
-f) full=1; shift ;;
esac
spent() { awk -F '\t' -v t="$1" '$2 == t { n += $3; s += $6 } END { print n + 0, s + 0 }' build-fuzz/tally.tsv; }
one() {
	local t=$1 log=build-fuzz/$1.log rc=0 limit=(-max_total_time="$seconds") n s
	mkdir -p "build-fuzz/corpus/$t" build-fuzz/found
	touch build-fuzz/tally.tsv
	if [ -n "$full" ]; then
		read -r n s < <(spent "$t")
		[ "$n" -lt 10000000 ] && [ "$s" -lt 1800 ] || return 5
		limit=(-max_total_time=$((s < 1790 ? 1800 - s : 10)) -runs=$((10000000 - n)))
	fi
	[ -n "$(ls -A "build-fuzz/corpus/$t")" ] || "build/fuzz/$t" -w "build-fuzz/corpus/$t"
	trap : INT TERM
	TIMEFORMAT='cpu %0U %0S'
	{ time "build-fuzz/fuzz/$t" "${limit[@]}" -max_len=4096 -timeout=20 -rss_limit_mb=2048 \
	    -print_final_stats=1 -artifact_prefix="build-fuzz/found/$t-" \
	    "build-fuzz/corpus/$t"; } >"$log" 2>&1 || rc=$?
	awk -v t="$t" -v rc="$rc" -v day="$(date -u +%F)" '/number_of_executed_units/ { n = $2 } $1 == "cpu" { s = $2 + $3 }
		/^#[0-9]+/ { if (match($0, /cov: [0-9]+/)) cov = substr($0, RSTART + 5, RLENGTH - 5) }
		END { print day "\t" t "\t" n + 0 "\t" cov + 0 "\t" (rc == 0 ? "-" : "found " rc) "\t" s + 0 }' "$log" >>build-fuzz/tally.tsv
	tail -n 1 build-fuzz/tally.tsv | grep "	$t	"
	[ "$rc" -eq 0 ] || { grep -aE -m 3 'ERROR|SUMMARY|runtime error' "$log"; echo "$t: see $log, build-fuzz/found"; }
	return "$rc"
}
bad=0
for t in "$@"; do
	[ "$(jobs -pr | wc -l)" -lt "${FUZZ_JOBS:-2}" ] || wait -n || bad=1
	if [ -n "$full" ]; then
		(until one "$t"; rc=$?; [ "$rc" -ne 0 ]; do :; done; [ "$rc" -eq 5 ]) &
	else
		one "$t" &
	fi
done
while [ -n "$(jobs -pr)" ]; do wait -n || bad=1; done
echo 'in all: target, executions, seconds, runs'
awk -F '\t' '{ n[$2] += $3; s[$2] += $6; r[$2]++ } END { for (t in n) print t "\t" n[t] "\t" s[t] + 0 "\t" r[t] }' build-fuzz/tally.tsv | sort
exit "$bad"
