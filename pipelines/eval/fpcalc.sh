#!/bin/bash
# fpcalc.sh OUT: how well does Chromaprint recognise the clips that evaluate.sh
# has left in OUT? fpcalc(1) of Debian's libchromaprint-tools reads the same
# recordings and clips, and a clip is at the place where the fewest bits of its
# codes differ (Haitsma and Kalker, ISMIR 2002). It is an answer up to a share of
# the bits, for each length of clips the highest that at most one of a hundred
# clips of recordings outside the index reaches. The answer is OUT/fpcalc/table.tsv.
set -euo pipefail
export LC_ALL=C SHELL=/bin/bash
here=$(dirname "$(readlink -f "$0")")
PATH=$PATH:$here/../../build/bin:$here/../../build/tool
usage() { echo 'usage: fpcalc.sh out' >&2; exit 2; }
if [ $# -ne 1 ] || [ ! -s "$1/truth.tsv" ] || [ ! -s "$1/inside.tsv" ]; then usage; fi
for p in fpcalc biterror; do
	command -v $p >/dev/null || { echo "fpcalc.sh: no $p (libchromaprint-tools; make build/tool/biterror)" >&2; exit 2; }
done
cd "$1"
mkdir -p fpcalc

# codes ID FILE: a line of codes, the whole file's; an empty one of a short clip.
# It reads WAV best: of compressed files it may lose the end.
codes() {
	printf '%s\t%s\n' "$1" "$(ffmpeg -nostdin -v error -i "$2" -f wav -bitexact - |
		fpcalc -raw -plain -length 0 - 2>/dev/null || true)"
}
export -f codes
parallel -k --colsep '\t' codes '{1}' '{2}' :::: inside.tsv >fpcalc/recordings
parallel -k --colsep '\t' codes '{1}' 'clips/{14}' :::: clips.tsv >fpcalc/clips
biterror fpcalc/recordings fpcalc/clips >fpcalc/places


# of each length: the share that the hundredth part of those outside reach
awk -F'\t' 'NR == FNR { long[$1] = $5; if ($3 == "-") outside[$1]; next }
	$1 in outside { print long[$1] "\t" $5 }' truth.tsv fpcalc/places | sort -k1,1g -k2,2g |
	awk -F'\t' '{ of[$1]++; share[$1, of[$1]] = $2 }
	END { for (l in of) print l "\t" share[l, int(of[l] / 100) + 1] - 0.0001 }' >fpcalc/shares
awk -F'\t' 'FILENAME ~ /shares$/ { share[$1] = $2; next } FILENAME ~ /truth/ { long[$1] = $5; next }
	/^#/ || $5 <= share[long[$1]]' fpcalc/shares truth.tsv fpcalc/places >fpcalc/candidates
: >fpcalc/doubts.tsv
awk -v doubts=fpcalc/doubts.tsv -f "$here/judge.awk" truth.tsv fpcalc/candidates >/dev/null
parallel -k "$here/same.sh" "${EVAL_CACHE:-cache}" '{}' :::: fpcalc/doubts.tsv >fpcalc/same.tsv
: >fpcalc/jobs
awk -f "$here/judge.awk" truth.tsv fpcalc/candidates fpcalc/same.tsv fpcalc/jobs >fpcalc/verdicts.tsv
awk -f "$here/score.awk" "$here/conditions.tsv" fpcalc/verdicts.tsv >fpcalc/table.tsv
awk '{ print "fpcalc.sh: clips of " $1 " s: up to " $2 " of the bits" }' fpcalc/shares >&2
column -t fpcalc/table.tsv
