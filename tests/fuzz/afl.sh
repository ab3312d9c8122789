#!/bin/bash
# afl.sh TARGET...: AFL++ on the same targets, from what libFuzzer found interesting,
# $FUZZ_SECONDS each (60), two at a time. Adds to build-fuzz/tally.tsv.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 2
export AFL_SKIP_CPUFREQ=1 AFL_NO_UI=1 AFL_NO_AFFINITY=1 AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES=1
one() {
	local t=$1 out=build-afl/out-$1 seeds=build-fuzz/corpus/$1
	[ -n "$(ls -A "$seeds" 2>/dev/null)" ] || { mkdir -p "$seeds" && "build/fuzz/$t" -w "$seeds"; }
	rm -rf "$out"
	afl-fuzz -i "$seeds" -o "$out" -V "${FUZZ_SECONDS:-60}" -m none -t 5000 \
	    "build-afl/fuzz/$t" >"build-afl/$t.log" 2>&1 || { tail -n 5 "build-afl/$t.log"; return 1; }
	awk -v t="afl:$t" -v day="$(date -u +%F)" '{ v[$1] = $3 }
		END { bad = v["saved_crashes"] + v["saved_hangs"]
			print day "\t" t "\t" v["execs_done"] "\t" v["edges_found"] "\t" (bad ? "found " bad : "-") }' \
	    "$out/default/fuzzer_stats" | tee -a build-fuzz/tally.tsv
	! grep -qE '^saved_(crashes|hangs) *: [1-9]' "$out/default/fuzzer_stats"
}
mkdir -p build-fuzz
bad=0
for t in "$@"; do
	[ "$(jobs -pr | wc -l)" -lt 2 ] || wait -n || bad=1
	one "$t" &
done
while [ -n "$(jobs -pr)" ]; do wait -n || bad=1; done
exit "$bad"
