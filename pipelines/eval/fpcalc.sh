#!/bin/bash
# fpcalc.sh [-t share] OUT: how well does Chromaprint recognise the clips that
# evaluate.sh has left in OUT? fpcalc(1) of Debian's libchromaprint-tools reads
# the same recordings and clips, and a clip is at the place where the fewest
# bits of its codes differ; it is an answer up to a share of them. Without -t
# that is 0.35 (Haitsma and Kalker's), or less: what no clip of a recording
# that is not in the index reaches. The answer is OUT/fpcalc/table.tsv.
set -euo pipefail
export LC_ALL=C SHELL=/bin/bash
here=$(dirname "$(readlink -f "$0")")
PATH=$PATH:$here/../../build/bin:$here/../../build/tool
share=
usage() { echo 'usage: fpcalc.sh [-t share] out' >&2; exit 2; }
while getopts t: o; do
	case $o in t) share=$OPTARG ;; *) usage ;; esac
done
shift $((OPTIND - 1))
[ $# -eq 1 ] && [ -s "$1/truth.tsv" ] && [ -s "$1/inside.tsv" ] || usage
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

share=${share:-$(awk -F'\t' 'NR == FNR { if ($3 == "-") outside[$1]; next }
	$1 in outside && $5 < least { least = $5 } BEGIN { least = 0.3501 }
	END { print least - 0.0001 }' truth.tsv fpcalc/places)}
awk -F'\t' -v share="$share" '/^#/ || $5 <= share' fpcalc/places >fpcalc/candidates
: >fpcalc/doubts.tsv
awk -v doubts=fpcalc/doubts.tsv -f "$here/judge.awk" truth.tsv fpcalc/candidates >/dev/null
parallel -k "$here/same.sh" "${EVAL_CACHE:-cache}" '{}' :::: fpcalc/doubts.tsv >fpcalc/same.tsv
: >fpcalc/jobs
awk -f "$here/judge.awk" truth.tsv fpcalc/candidates fpcalc/same.tsv fpcalc/jobs >fpcalc/verdicts.tsv
awk -f "$here/score.awk" "$here/conditions.tsv" fpcalc/verdicts.tsv >fpcalc/table.tsv
echo "fpcalc.sh: an answer up to $share of the bits" >&2
column -t fpcalc/table.tsv
