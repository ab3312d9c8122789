#!/bin/bash
# Fingerprint recordings into an index: those that are new; see sg-ingest(1).
# shellcheck source=pipelines/lib.sh
. "$(dirname "$(readlink -f "$0")")/lib.sh"
# shellcheck source=pipelines/batch.sh
. "$home/batch.sh"
usage="usage: $me [-fhV] [-d index] [-j jobs] [-l joblog] directory|list"

again=() bar=() jobs=$(nproc) joblog=
while getopts Vd:fhj:l: opt; do
	case $opt in
	d) export SG_DB=$OPTARG ;;
	f) again=(-f) ;;
	j) jobs=$OPTARG ;;
	l) joblog=$OPTARG ;;
	*) standard "$opt" ;;
	esac
done
shift $((OPTIND - 1))
[ $# -eq 1 ] || standard '?'
[[ $jobs =~ ^[1-9][0-9]{0,3}$ ]] || die 2 "-j: not in 1..9999: $jobs"
need sg-decode 'SonicGen, or run make'
need parallel parallel
need ffprobe ffmpeg
need jq jq
[ ! -t 2 ] || bar=(--bar)
scratch

"$home/list.sh" "$1" >"$tmp/paths"
[ -s "$tmp/paths" ] || die 2 "$1: no recordings"
known >"$tmp/known"
perl "$home/plan.pl" "${again[@]}" "$tmp/known" <"$tmp/paths" >"$tmp/todo"

status=0
: >"$tmp/joblog"
if [ -s "$tmp/todo" ]; then
	set -m # a process group of their own: see finish
	TMPDIR=$tmp parallel -q --will-cite --termseq TERM,500,KILL \
	    -j "$jobs" "${bar[@]}" --joblog "$tmp/joblog" --colsep '\t' \
	    "$home/one.sh" "$tmp/{#}" '{1}' '{2}' :::: "$tmp/todo" </dev/null |
	store &
	set +m
	trap finish EXIT
	wait $! || status=$?
	trap 'rm -rf "$tmp"' EXIT
fi
[ -z "$joblog" ] || cp "$tmp/joblog" "$joblog"
report || worst "$status" $?
