#!/bin/bash
# The sound of a URL on standard output, by yt-dlp; see sg-identify(1).
# 75 when it is worth trying later. What came may be broken unless it exits 0.
# shellcheck source=pipelines/lib.sh
. "$(dirname "$(readlink -f "$0")")/lib.sh"
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
yt-dlp --ignore-config --no-playlist --no-progress -q --socket-timeout 20 \
    --retries 10 --fragment-retries 10 --abort-on-unavailable-fragments \
    --match-filters '!is_live & duration<?36000' --max-filesize 500M \
    -f bestaudio/best -o - -- "$1" </dev/null 2>"$tmp/err" |
{ dd bs=1 count=1 of="$tmp/first" status=none; cat "$tmp/first" -; } || rc=$?
if [ "$rc" -ne 0 ]; then
	say "$1: $(grep -a ERROR "$tmp/err" | tail -n 1)"
	if grep -aqE "not a bot|HTTP Error (429|5..)|timed out|name resolution|\
Connection (refused|reset)|unreachable|Remote end closed" "$tmp/err"
	then
		exit 75
	fi
	exit 2
fi
# yt-dlp ends well, with nothing to show, when a filter passes a video over
[ -s "$tmp/first" ] || die 2 "$1: nothing came: live, over 10 h or 500 MB"
