#!/bin/bash
# Which recordings of the index do these clips come from? See sg-identify(1).
# shellcheck source=pipelines/lib.sh
. "$(dirname "$(readlink -f "$0")")/lib.sh"
usage="usage: $me [-hV] [-d index] file|url ..."

while getopts Vd:h opt; do
	case $opt in
	d) export SG_DB=$OPTARG ;;
	*) standard "$opt" ;;
	esac
done
shift $((OPTIND - 1))
[ $# -gt 0 ] || standard '?'
need sg-decode 'SonicGen, or run make'
scratch

# answer FILE: candidates in $tmp/rows; of stages that fail, the first speaks
answer() {
	local bad stage
	set +e
	sg-decode -- "$1" 2>"$tmp/0" |
	sg-hash 2>"$tmp/1" |
	sg-match >"$tmp/rows" 2>"$tmp/2"
	stage=("${PIPESTATUS[@]}")
	set -e
	bad=$(culprit "${stage[@]}")
	[ -n "$bad" ] || return 0
	plain <"$tmp/$bad" >&2
	return "${stage[bad]}"
}

# a URL is fetched whole first: a download that broke is no clip
status=()
for clip; do
	rc=0 file=$clip
	case $clip in
	http://* | https://*)
		file=$tmp/sound
		"$home/fetch.sh" "$clip" >"$file" || rc=$? ;;
	esac
	[ "$rc" -ne 0 ] || answer "$file" || rc=$?
	status+=("$rc")
	if [ "$rc" -le 1 ]; then
		printf '## clip %s\n' "${clip//$'\n'/?}"
		cat "$tmp/rows"
	fi
	# who goes on asking after a refusal makes it worse
	[ "$rc" -ne 75 ] || { say 'stopped here: try again later'; break; }
done >"$tmp/answers"
awk -f "$home/table.awk" "$tmp/answers" | plain || exit 2

# found is more than not found, and a failure more than both
case " ${status[*]} " in *' 0 '*) status=("${status[@]/#1/0}") ;; esac
worst "${status[@]}"
