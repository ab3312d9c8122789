#!/bin/bash
# Which recordings of a collection are copies of which? See sg-dedup(1).
# shellcheck source=pipelines/lib.sh
. "$(dirname "$(readlink -f "$0")")/lib.sh"
usage="usage: $me [-hjVvy] [-d index] [-q url] [-w none|axes|full]"

json='' queue='' range=axes table='' yes=''
while getopts Vd:hjq:vw:y opt; do
	case $opt in
	d) export SG_DB=$OPTARG ;;
	j) json=1 ;;
	q) queue=$OPTARG ;;
	v) table=-v ;;
	w) range=$OPTARG ;;
	y) yes=1 ;;
	*) standard "$opt" ;;
	esac
done
shift $((OPTIND - 1))
[ $# -eq 0 ] || standard '?'
[[ $range =~ ^(none|axes|full)$ ]] || die 2 "-w: want none, axes or full: $range"
[ -z "$yes" ] || [ -n "$queue" ] || die 2 '-y: want -q, the database to change'
need sg-decide 'SonicGen, or run make'
need parallel parallel
need jq jq
unset SG_CLAIM # nothing is decided here
scratch

# every recording against all the others: a few at a time, in the order of the index
status=0
sg-index dump >"$tmp/all"
TMPDIR=$tmp parallel --will-cite --pipe --recstart '## sg peaks' -N 4 -k \
    "$home/pairs.sh" -w "$range" $table <"$tmp/all" >"$tmp/pairs" 2>"$tmp/err" || status=$?
plain <"$tmp/err" >&2
[ "$status" -eq 0 ] || exit 2
awk -v by="$me" -f "$home/clusters.awk" "$tmp/pairs" >"$tmp/copies"

if [ -n "$json" ]; then
	jq -R -n -c -f "$home/clusters.jq" "$tmp/copies"
else
	cat "$tmp/copies"
fi || exit 2
grep -v '^#' "$tmp/copies" | cut -f 1,3 >"$tmp/links" || :
say "$(wc -l <"$tmp/links") copies of $(cut -f 2 "$tmp/links" | sort -u | wc -l) originals"
[ -n "$queue" ] || exit 0
"$home/relink.sh" "$queue" "$yes" <"$tmp/links"
