#!/bin/bash
# worker.sh [-d url] [-j jobs] [-n max] [-R retries] [ingest-one.sh's options]: claims videos of
# the queue and ingests them, some at once, until nothing is left to claim.
# shellcheck source=pipelines/lib.sh
. "$(dirname "$(readlink -f "$0")")/lib.sh"
usage="usage: $me [-hMV] [-b gs://bucket/folder] [-c cookies] [-d url] [-j jobs] [-l lease_s] [-n max] [-R retries] [-r rate] [-w none|axes|full]"

run=(-j "$(nproc)") one=()
while getopts Vb:c:d:hj:l:Mn:R:r:w: opt; do
	case $opt in
	b | c | r | w) one+=("-$opt" "$OPTARG") ;;
	d) export SG_DB=$OPTARG ;;
	j | l | n) run+=("-$opt" "$OPTARG") ;;
	R) run+=(-r "$OPTARG") ;;
	M) one+=(-M) ;;
	*) standard "$opt" ;;
	esac
done
shift $((OPTIND - 1))
[ $# -eq 0 ] || standard '?'
need sg-queue 'SonicGen, or run make'
scratch
export SG_STOP=$tmp/stop TMPDIR=$tmp

set -m # sg-queue ends in its own time when we are told to
sg-queue -v run "${run[@]}" -- "$home/ingest-one.sh" "${one[@]}" &
set +m
queue=$!
trap 'kill "$queue" 2>/dev/null' HUP INT TERM
status=0
while wait "$queue" || status=$?; [ "$status" -gt 128 ] && kill -0 "$queue" 2>/dev/null; do
	status=0
done
[ ! -e "$SG_STOP" ] || die 75 "stopped: $(cat "$SG_STOP")"
exit "$status"
