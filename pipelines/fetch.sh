#!/bin/bash
# The sound of a URL on standard output, by yt-dlp; see sg-identify(1).
# 75 when it is worth trying later. What came may be broken unless it exits 0.
# shellcheck source=pipelines/lib.sh
. "$(dirname "$(readlink -f "$0")")/lib.sh"
# shellcheck source=pipelines/yt.sh
. "$home/yt.sh"
usage="usage: $me [-hV] url"

while getopts Vh opt; do
	standard "$opt"
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
yt -o - -- "$1" 2>"$tmp/err" |
{ dd bs=1 count=1 of="$tmp/first" status=none; cat "$tmp/first" -; } || rc=$?
[ "$rc" -eq 0 ] || yt_failed "$1" "$tmp/err"
[ -s "$tmp/first" ] || nothing "$1"
