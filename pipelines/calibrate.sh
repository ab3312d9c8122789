#!/bin/bash
# calibrate.sh [-m clips] [-o out] [-W seconds] [-x pairs] -d index dir|list
#	[sg-match-option...]
# Does chance give as many candidates as their evalues say? Asks an index for
# windows of recordings that are not in it. A LIST has lines of identity, TAB,
# path. PAIRS has lines of identity, TAB, identity: of recordings that share audio;
# what one of them finds in the other is no chance and is left out. The answer is
# OUT/table.tsv; the best candidate of each clip is in OUT/candidates.tsv.
set -euo pipefail
export LC_ALL=C SHELL=/bin/bash
here=$(dirname "$(readlink -f "$0")")/eval
PATH=$PATH:$here/../../build/bin
clips=1000 out=calibration seconds=5 pairs=/dev/null index=
usage() { sed -n '2,3s/^# *//p' "$0" >&2; exit 2; }
while getopts d:m:o:W:x: o; do
	case $o in
	d) index=$OPTARG ;; m) clips=$OPTARG ;; o) out=$OPTARG ;;
	W) seconds=$OPTARG ;; x) pairs=$OPTARG ;; *) usage ;;
	esac
done
shift $((OPTIND - 1))
if [ -z "$index" ] || [ $# -eq 0 ]; then usage; fi
mkdir -p "$out/fp"
"$here/list.sh" . "$1" >"$out/all.tsv"
shift
sg-index ls -d "$index" | grep -v '^#' | cut -f1 >"$out/inside.list"
awk -F'\t' 'NR == FNR { in_index[$1]; next } !($1 in in_index)' \
    "$out/inside.list" "$out/all.tsv" >"$out/outside.tsv"
[ -s "$out/outside.tsv" ] || {
	echo 'calibrate.sh: all recordings are in the index: want some that are not' >&2
	exit 2
}
parallel --colsep '\t' "sg-decode {2} | sg-hash -i {1} >'$out/fp/'{1}" :::: "$out/outside.tsv"
# windows as far apart as gives so many
cut -f1 "$out/outside.tsv" | parallel "grep -a '^## frames' '$out/fp/'{} | tail -n 1" |
	awk -v n="$clips" '{ s += $3 * 0.016 } END { s /= n; print (s > 0.1 ? s : 0.1) }' >"$out/step"
mkdir -p "$out/windows"
cut -f1 "$out/outside.tsv" | parallel \
    "sg-segment -W $seconds -S $(cat "$out/step") '$out/fp/'{} >'$out/windows/'{}"
cut -f1 "$out/outside.tsv" | parallel -k \
    "sg-match -d '$index' -e 1 -n 1 $* '$out/windows/'{} || [ \$? -eq 1 ]" >"$out/candidates.tsv"
n=$(cut -f1 "$out/outside.tsv" | parallel "grep -a '^## rec ' '$out/windows/'{}" | sort -u | wc -l)
awk -v n="$n" -v recordings="$(wc -l <"$out/outside.tsv")" -f "$here/calibrate.awk" \
    "$pairs" "$out/candidates.tsv" >"$out/table.tsv"
column -t -s "$(printf '\t')" "$out/table.tsv"
