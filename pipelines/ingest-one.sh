#!/bin/bash
# ingest-one.sh [-M] [-b gs://bucket/folder] [-c cookies] [-r rate] [-w range] ID
# One video that is claimed: its sound from the bucket or by yt-dlp (obtain.sh),
# its fingerprint, what it is a copy of, and the decision, which ends the claim.
# sg-queue run, as of worker.sh, calls it: SG_CLAIM, SG_DB and SG_URL are there.
# 75: later. What no further attempt would change is flagged, with the reason.
# shellcheck source=pipelines/lib.sh
. "$(dirname "$(readlink -f "$0")")/lib.sh"
usage="usage: $me [-hMV] [-b gs://bucket/folder] [-c cookies] [-r rate] [-w none|axes|full] id"

range=axes obtain=()
while getopts Vb:c:hMr:w: opt; do
	case $opt in
	b | c | r) obtain+=("-$opt" "$OPTARG") ;;
	M) obtain+=(-M) ;;
	w) range=$OPTARG ;;
	*) standard "$opt" ;;
	esac
done
shift $((OPTIND - 1))
[ $# -eq 1 ] || standard '?'
id=$1
[ -n "${SG_CLAIM-}" ] || die 2 'want a claim, SG_CLAIM: sg-queue run calls this'
need sg-decide 'SonicGen, or run make'
scratch

# over STATUS [y]: say why a stage ended so; with y a 2 is of the video, for good,
# and it is flagged. Else the queue counts a failure: a machine's, maybe.
over() {
	local why
	[ -d "$tmp" ] || exit 75 # our worker died, and its directory with it
	why=$(grep -a -m 1 . "$tmp/err" | plain) || :
	say "$id: ${why:-exit status $1}"
	grep -aq 'No space left' "$tmp/err" && set -- 75
	[ "$1${2-}" != 2y ] || sg-queue finish flag "${why:-exit status 2}"
	# YouTube asks for a person: the whole worker stops
	if [ "$1" -eq 75 ] && grep -aq 'not a bot' "$tmp/err" && [ -n "${SG_STOP-}" ]; then
		echo "$why" >"$SG_STOP"
		kill "$PPID"
	fi
	[ "$1" -ne 75 ] || sg-queue release "$why" || :
	exit "$1"
}

# of YouTube's videos the id is enough
url=()
[[ ${SG_URL-} =~ ^(https://(www\.)?youtube\.com/watch\?v=$id)?$ ]] || url=("$SG_URL")
file=$("$home/obtain.sh" "${obtain[@]}" "$tmp" "$id" "${url[@]}" 2>"$tmp/err") || over $? y
: >"$tmp/err"
sg-decode -i "$id" -- "$file" 2>>"$tmp/err" | sg-hash >"$tmp/fp" 2>>"$tmp/err" || over $? y
rm -f -- "$file"
# windows side by side: a copy that is stored may be a short piece of this one
status=0
{
	sg-segment -W 10 -S 10 "$tmp/fp" | sg-match -w "$range" >"$tmp/candidates"
} 2>"$tmp/err" || status=$?
[ "$status" -le 1 ] || over "$status"
sg-decide "$tmp/fp" "$tmp/candidates" >"$tmp/decision" 2>"$tmp/err" || over $?
grep -v '^#' "$tmp/decision" | cut -f 1-3,8 | tr '\t' ' ' | plain
