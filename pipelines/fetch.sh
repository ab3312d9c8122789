#!/bin/bash
# The sound of a URL on standard output, by yt-dlp; see sg-identify(1).
# -y: only if it is YouTube's. 75 when it is worth trying later. What came may be
# broken unless it exits 0.
# shellcheck source=pipelines/lib.sh
. "$(dirname "$(readlink -f "$0")")/lib.sh"
# shellcheck source=pipelines/yt.sh
. "$home/yt.sh"
usage="usage: $me [-hVy] [-m bytes] url"

more=()
while getopts Vhm:y opt; do
	case $opt in
	m) more+=(--max-filesize "$OPTARG") ;;
	y) more+=(--use-extractors youtube) ;;
	*) standard "$opt" ;;
	esac
done
shift $((OPTIND - 1))
[ $# -eq 1 ] || standard '?'
case $1 in
http://* | https://*) ;;
*) die 2 "$1: want http:// or https://" ;;
esac
need yt-dlp 'a current yt-dlp'
scratch

rc=0
yt "${more[@]}" -o - -- "$1" 2>"$tmp/err" |
{ dd bs=1 count=1 of="$tmp/first" status=none; cat "$tmp/first" -; } || rc=$?
[ "$rc" -eq 0 ] || yt_failed "$1" "$tmp/err"
[ -s "$tmp/first" ] || nothing "$1"
