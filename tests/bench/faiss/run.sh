#!/bin/bash
# run.sh OUT [postings]: would FAISS do instead of our index? OUT is what
# pipelines/evaluate.sh left; the recordings are multiplied to so many postings.
# Markdown on standard output. Builds its own program, which nothing else needs.
set -euo pipefail
export LC_ALL=C OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 SHELL=/bin/bash
here=$(dirname "$(readlink -f "$0")")
top=$here/../../..
PATH=$top/build/bin:$top/build/tool:$PATH
out=$(readlink -e "${1:?usage: run.sh OUT [postings]}")
postings=${2:-2000000}
dpkg -s g++ libfaiss-dev libopenblas-dev >/dev/null 2>&1 ||
    apt-get -qq -y install g++ libfaiss-dev libopenblas-dev >&2
w=$(mktemp -d)
trap 'rm -rf "$w"' EXIT
g++ -O2 -std=c++17 -fopenmp -o "$w/faiss" "$here"/*.cc -lfaiss -lblas -llapack

grep -v '^#' "$out/truth.tsv" >"$w/truth"
# a clip of what is not in the index has no right answer
awk -F'\t' 'NR == FNR { known[$1]; next } $3 in known' "$out/inside.tsv" "$w/truth" >"$w/inside"
parallel -k --colsep '\t' 'sg-decode {2} | sg-hash -i {1}' :::: "$out/inside.tsv" >"$w/small.fp"
parallel -k --colsep '\t' "sg-decode $out/clips/{14} | sg-hash -i {1}" :::: "$w/inside" >"$w/clips.fp"
grow -n "$postings" "$w/small.fp" >"$w/recordings.fp"
hours=$(sg-store -d "$w/index" <"$w/recordings.fp" && sg-index -d "$w/index" stat |
	awk -F'\t' '$1 == "hours" { print $2 }')

cat <<END

## FAISS

Version $(dpkg-query -W -f '${Version}' libfaiss-dev), one thread, $hours hours: $(wc -l <"$out/inside.tsv") recordings, multiplied as
above; $(wc -l <"$w/inside") clips of \`evaluate.sh\`. The same peaks, as vectors: each window of 2 s, four
a second, is 816 soft cells of 125 ms and a semitone. Its eight neighbours vote for a
recording and an offset; the best is taken, however bad. sg-match answers only what
is significant, and says where. Seconds of processor. Right, percent of clips: plain (codecs, filters, rooms),
loud sound over them, warped (speed, tempo, pitch), 2 to 5 s long.

| index | KiB an hour | build, s | a clip, ms | plain | loud | warped | short |
|---|---|---|---|---|---|---|---|
END
"$w/faiss" "$w/recordings.fp" "$w/clips.fp" "$w/inside"

kib=$(du -sk "$w/index" | awk -v h="$hours" '{ printf "%.0f", $1 / h }')
rm -rf "$w/index"
build=$(/usr/bin/time -f %U+%S sg-store -d "$w/index" <"$w/recordings.fp" 2>&1 |
	awk -F+ '{ printf "%.1f", $1 + $2 }')
for range in none axes full; do
	cpu=$(/usr/bin/time -f %U+%S -o "$w/time" sg-match -w "$range" -n 1 -d "$w/index" \
	    "$w/clips.fp" >"$w/answers" || [ $? -eq 1 ]
	awk -F+ -v n="$(wc -l <"$w/inside")" '{ printf "%.1f", ($1 + $2) * 1000 / n }' "$w/time")
	printf '| sg-match -w %s | %s | %s | %s |' "$range" "$kib" "$build" "$cpu"
	awk -F'\t' '
	function class(kind) {
		if (kind ~ /speed|tempo|pitch|wow/) return 3
		if (kind ~ /pink|song|voice|babble/) return 2
		return kind ~ /^10s/ ? 1 : 4
	}
	NR == FNR { if ($1 !~ /^#/) { sub("/.*", "", $3); answer[$1] = $3 } ; next }
	{ asked[class($2)]++; right[class($2)] += answer[$1] == $3 }
	END {
		for (k = 1; k <= 4; k++)
			printf " %.1f |", 100 * right[k] / (asked[k] > 0 ? asked[k] : 1)
		print ""
	}' "$w/answers" "$w/inside"
done
cat <<'END'

What follows (November 2026). FAISS is as good on what is clear, and its binary inverted
file is small and quick. Under noise, voices and other music it loses a third: a window
is one vector, and what is loud is in all of it, while a hash has two peaks. Asked for
every warp it takes longer than sg-match on its axes, and finds fewer. A window has
no evalue either: something is always nearest. So FAISS is used nowhere.
END
