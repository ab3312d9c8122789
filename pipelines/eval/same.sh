#!/bin/bash
# same.sh CACHE ROW: of clip, id, start, id, start, seconds: clip, correlation and lag in
# ms of two stretches, of two recordings or two places of one.
set -euo pipefail
export LC_ALL=C
cache=$1
IFS=$'\t' read -r clip a a_start b b_start seconds <<<"$2"
w=$(mktemp -d)
trap 'rm -rf "$w"' EXIT
# what of it lies before the beginning is left out on both sides
skip=$(awk -v a="$a_start" -v b="$b_start" 'BEGIN { m = a < b ? a : b; print m < 0 ? -m : 0 }')
cut() {
	sox -R -D -V1 "$cache/$1.wav" -b 16 -e signed -t au "$w/$3" \
	    trim "$(awk -v s="$2" -v k="$skip" 'BEGIN { printf "%.4f", s + k }')" \
	    "$(awk -v n="$seconds" -v k="$skip" 'BEGIN { printf "%.4f", (n > k) * (n - k) }')" \
	    rate 8000
}
cut "$a" "$a_start" a
cut "$b" "$b_start" b
# 1: less than half of the stretch exists in the other
r=$(xcorr "$w/a" "$w/b") || { [ $? -eq 1 ] && r=$'0\t0'; }
printf '%s\t%s\n' "$clip" "$r"
