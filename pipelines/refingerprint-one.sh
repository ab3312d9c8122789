#!/bin/bash
# refingerprint-one.sh [-MR] [-b gs://bucket/folder] [-c cookies] [-r rate] FROM TO ID URL
# A stored video gets a fingerprint of the profile TO, from its sound; with -R that
# of FROM goes then. URL is - when it is not known, of YouTube's videos.
# shellcheck source=pipelines/lib.sh
. "$(dirname "$(readlink -f "$0")")/lib.sh"
usage="usage: $me [-hMRV] [-b gs://bucket/folder] [-c cookies] [-r rate] from to id url"

replace='' obtain=()
while getopts Vb:c:hMRr: opt; do
	case $opt in
	b | c | r) obtain+=("-$opt" "$OPTARG") ;;
	M) obtain+=(-M) ;;
	R) replace=1 ;;
	*) standard "$opt" ;;
	esac
done
shift $((OPTIND - 1))
[ $# -eq 4 ] || standard '?'
from=$1 to=$2 id=$3 url=()
# of YouTube's videos the id is enough
[[ $4 =~ ^(-|https://(www\.)?youtube\.com/watch\?v=$id)$ ]] || url=("$4")
case $to in sonicgen) rate=16000 ;; *) rate=8000 ;; esac
scratch

file=$("$home/obtain.sh" "${obtain[@]}" "$tmp" "$id" "${url[@]}")
sg-decode -r "$rate" -i "$id" -- "$file" | sg-hash -p "$to" >"$tmp/fp"
sg-store "$tmp/fp"
[ -z "$replace" ] || sg-index -p "$from" rm -- "$id"
