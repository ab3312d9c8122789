#!/bin/bash
# ingest.sh @CHANNEL... [-a after] [-b before] [-- worker.sh's options]: what a
# channel has, into the queue, through a worker on this machine; a summary of the
# queue. What is known of it is on stderr: on a terminal, how far it is.
# shellcheck source=pipelines/lib.sh
. "$(dirname "$(readlink -f "$0")")/lib.sh"
usage="usage: $me [-hV] [-a after] [-b before] [-d url] [-K keyfile] [-n max] channel|playlist|video ... [-- worker's options]"

list=(-c "${XDG_CACHE_HOME:-${HOME:-.}/.cache}/sonicgen/youtube") names=()
while [ $# -gt 0 ] && [ "$1" != -- ]; do
	OPTIND=1
	if ! getopts Va:b:d:hK:n: opt; then
		names+=("$1")
		shift
		continue
	fi
	case $opt in
	a | b | K | n) list+=("-$opt" "$OPTARG") ;;
	d) export SG_DB=$OPTARG ;;
	*) standard "$opt" ;;
	esac
	shift $((OPTIND - 1))
done
[ ${#names[@]} -gt 0 ] || standard '?'
shift $(($# > 0))
case ${SG_DB-} in
postgresql://* | postgres://*) ;;
*) die 2 "-d: want postgresql://..., got '${SG_DB-}'" ;;
esac
need sg-queue 'SonicGen, or run make'
scratch

# 1: some of it is not there; 75: go on with what came before the quota ended
mkdir -p "${list[1]}"
set +e
sg-ytmeta "${list[@]}" -- "${names[@]}" | sg-queue -v add
state=("${PIPESTATUS[@]}")
set -e
listed=${state[0]}
[ "${state[1]}" -eq 0 ] || exit "${state[1]}"
[ "$listed" -ne 2 ] || exit 2

watch=''
exec 3>&2
if [ -t 2 ]; then
	exec 3>/dev/null
	sg-queue stat -f >&2 &
	watch=$!
fi
worked=0
"$home/worker.sh" "$@" >&3 || worked=$?
if [ -n "$watch" ]; then
	kill "$watch" 2>/dev/null || :
	wait "$watch" 2>/dev/null || :
	echo >&2
fi
sg-queue stat | column -t -s $'\t'
[ "$listed" -ne 75 ] || say 'the list is not complete: the same again later goes on'
worst "$listed" "$worked"
