#!/bin/bash
# clip.sh OUT CACHE ROW: the clip of one row of truth.tsv, unless it is there and was
# made with the same row by the same scripts.
set -euo pipefail
export LC_ALL=C
out=$1 cache=$2 here=$(dirname "$0")
IFS=$'\t' read -r _ _ _ start length _ _ _ _ from other ostart seed file steps <<<"$3"
clip=$out/clips/$file
made="$3 $(cat "$here"/{distort,effects,others,voices}.sh "$here/voices.tsv" | cksum)"
if [ -s "$clip" ] && [ "$(cat "$out/rows/$file" 2>&1)" = "$made" ]; then
	exit 0
fi
# shellcheck disable=SC2086 # steps are words
"$here/distort.sh" -l "$length" -r "$seed" -s "$start" -v "$cache/voices" \
    -X "$ostart" -x "$cache/$other.wav" "$cache/$from.wav" "$clip.tmp.${file##*.}" $steps
mv "$clip.tmp.${file##*.}" "$clip"
printf '%s\n' "$made" >"$out/rows/$file"
