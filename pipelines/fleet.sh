#!/bin/bash
# fleet.sh [-d url] [-x command] HOSTS [worker.sh's options]: a worker on each
# machine of a file of ssh logins, a line each, as GNU parallel's --sshloginfile
# takes it. What a worker says comes with its login before it.
# shellcheck source=pipelines/lib.sh
. "$(dirname "$(readlink -f "$0")")/lib.sh"
usage="usage: $me [-hV] [-d url] [-x command] hosts [worker's options]"

worker=sg-worker
while getopts Vd:hx: opt; do
	case $opt in
	d) export SG_DB=$OPTARG ;;
	x) worker=$OPTARG ;;
	*) standard "$opt" ;;
	esac
done
shift $((OPTIND - 1))
[ $# -gt 0 ] || standard '?'
hosts=$1
shift
[ -r "$hosts" ] || die 2 "$hosts: want a file of ssh logins"
! grep -aq '[^[:print:][:space:]]' "$hosts" || die 2 "$hosts: want text, a login on each line"
grep -q '^[^#]' "$hosts" || die 2 "$hosts: no login in it"
# all users of a machine can read what its programs are called with
case ${SG_DB-} in
*://*:*@* | *password=*) die 2 'want no password in the URL: each host has its own ~/.pgpass' ;;
postgresql://* | postgres://*) ;;
*) die 2 "-d: want postgresql://..., got '${SG_DB-}'" ;;
esac
need parallel 'GNU parallel'
scratch

command=$(printf '%q ' "$worker" -d "$SG_DB" "$@")
parallel --will-cite --nonall --tag --line-buffer --joblog "$tmp/log" \
    --sshloginfile "$hosts" "$command" </dev/null || :
mapfile -t status < <(tail -n +2 "$tmp/log" | cut -f 7)
[ ${#status[@]} -gt 0 ] || die 75 'no machine could be reached'
# 255: ssh's own, or there is no such machine
for i in "${!status[@]}"; do
	[ "${status[i]}" -ne 255 ] || status[i]=75
done
worst "${status[@]}"
