#!/bin/bash
# evaluate.sh [-c conditions] [-m negatives] [-n clips] [-o out] [-r seed] [-x pairs]
#	dir|list [sg-match-option...]
# How well are clips of the recordings in DIR recognised after what people do to
# them? A fifth of the recordings stays out of the index. A LIST has lines of
# identity, TAB, path. The answer is OUT/table.tsv, with a picture; what was asked
# and answered is in truth.tsv and verdicts.tsv. Clips are kept: a second run with
# the same seed only asks again. Conditions is a regular expression of names. PAIRS
# has lines of identity, TAB, identity, of recordings that share audio, such as two
# versions of a piece: where one is answered for the other, the clip does not count.
set -euo pipefail
export LC_ALL=C SHELL=/bin/bash
here=$(dirname "$(readlink -f "$0")")/eval
PATH=$PATH:$here/../../build/bin:$here/../../build/tool
only=. negatives=100 n=10 out=evaluation seed=1 pairs=
while getopts c:m:n:o:r:x: o; do
	case $o in
	c) only=$OPTARG ;; m) negatives=$OPTARG ;; n) n=$OPTARG ;;
	o) out=$OPTARG ;; r) seed=$OPTARG ;; x) pairs=$(readlink -e "$OPTARG") ;;
	*) sed -n '2,3s/^# *//p' "$0" >&2; exit 2 ;;
	esac
done
shift $((OPTIND - 1))
[ $# -gt 0 ] || { sed -n '2,3s/^# *//p' "$0" >&2; exit 2; }
"$here/need.sh"
mkdir -p "$out/clips" "$out/rows"
cache=${EVAL_CACHE:-$out/cache}
cd "$out"

say() { echo "evaluate.sh: $*" >&2; }
"$here/list.sh" "$OLDPWD" "$1" >recordings.tsv
shift
say "reading $(wc -l <recordings.tsv) recordings"
"$here/voices.sh" "$cache/voices"
parallel --colsep '\t' "$here/source.sh" '{2}' "$cache" '{1}' :::: recordings.tsv

awk -v cache="$cache" -v n="$n" -v negatives="$negatives" -v seed="$seed" \
    -v only="$only" -v outfile=outside.list -f "$here/place.awk" -f "$here/plan.awk" \
    "$here/conditions.tsv" recordings.tsv >truth.tsv
grep -v '^#' truth.tsv >clips.tsv
say "making $(wc -l <clips.tsv) clips"
parallel "$here/clip.sh" . "$cache" '{}' :::: clips.tsv

awk -F'\t' 'NR == FNR { out[$1]; next } !($1 in out)' outside.list recordings.tsv >inside.tsv
say "index of $(wc -l <inside.tsv) recordings"
"$here/index.sh" index inside.tsv

say 'asking'
parallel -k --colsep '\t' --joblog jobs \
    "$here/answer.sh" 'clips/{14}' '{1}' -d index "$@" :::: clips.tsv >candidates

: >doubts.tsv
awk -v doubts=doubts.tsv -v pairs="$pairs" -f "$here/judge.awk" truth.tsv candidates >/dev/null
parallel -k "$here/same.sh" "$cache" '{}' :::: doubts.tsv >same.tsv
awk -v pairs="$pairs" -f "$here/judge.awk" truth.tsv candidates same.tsv jobs >verdicts.tsv
awk -f "$here/score.awk" "$here/conditions.tsv" verdicts.tsv >table.tsv
gnuplot -e "table='table.tsv'; picture='table.png'" "$here/plot.gp"
column -t table.tsv
