#!/bin/bash
# refingerprint.sh [-R] [-d url] [-j jobs] [-n max] [obtain.sh's options] FROM TO
# Originals of a database that have a fingerprint of the profile FROM and none of TO
# get one, video by video, from their sound; both are searched meanwhile. Again:
# goes on with what is left. -R: the old one goes as soon as the new one is there.
# shellcheck source=pipelines/lib.sh
. "$(dirname "$(readlink -f "$0")")/lib.sh"
usage="usage: $me [-hMRV] [-b gs://bucket/folder] [-c cookies] [-d url] [-j jobs] [-n max] [-r rate] from to"

jobs=$(nproc) max='' one=()
while getopts Vb:c:d:hj:Mn:Rr: opt; do
	case $opt in
	b | c | r) one+=("-$opt" "$OPTARG") ;;
	d) export SG_DB=$OPTARG ;;
	j) jobs=$OPTARG ;;
	M | R) one+=("-$opt") ;;
	n) max=$OPTARG ;;
	*) standard "$opt" ;;
	esac
done
shift $((OPTIND - 1))
if [ $# -ne 2 ] || [ "$1" = "$2" ]; then standard '?'; fi
[[ $jobs =~ ^[1-9][0-9]{0,3}$ ]] || die 2 "-j: not in 1..9999: $jobs"
[[ ${max:-1} =~ ^[1-9][0-9]*$ ]] || die 2 "-n: want a number from 1 on: $max"
[[ ${SG_DB-} == postgres*://* ]] || die 2 "-d: want postgresql://..., got '${SG_DB-}'"
need sg-index 'SonicGen, or run make'
need parallel parallel
scratch

# id and URL of what has the old one, not the new one, and is no copy
sg-index -p "$1" ls >"$tmp/old"
sg-index -p "$2" ls >"$tmp/new"
sg-queue ls >"$tmp/videos"
sed '/^#/d' "$tmp/old" | cut -f 1,6 | sort >"$tmp/from"
sed '/^#/d' "$tmp/new" | cut -f 1 | sort >"$tmp/to"
awk -F '\t' '$2 == "fingerprinted" { print $1 }' "$tmp/videos" | sort >"$tmp/originals"
join -t $'\t' -v 1 "$tmp/from" "$tmp/to" | join -t $'\t' - "$tmp/originals" |
	sed -n "1,${max:-\$}p" >"$tmp/todo"
failed=0
TMPDIR=$tmp parallel -q --will-cite -j "$jobs" --colsep '\t' \
    "$home/refingerprint-one.sh" "${one[@]}" "$1" "$2" '{1}' '{2}' \
    :::: "$tmp/todo" </dev/null || failed=$?
n=$(wc -l <"$tmp/todo")
left=$(join -t $'\t' -v 1 "$tmp/from" "$tmp/to" | join -t $'\t' - "$tmp/originals" | wc -l)
say "$((n - (failed > n ? n : failed))) of $n videos have a fingerprint of $2 now, $((left - n)) were left"
[ "$failed" -eq 0 ] || exit 1
