#!/bin/bash
# plot-target.sh: the landmarks of one anchor in its target zone, from peaks
#	sg-decode song.flac | sg-peaks | plot-target.sh -s 30 target.png
. "$(dirname "$(readlink -f "$0")")/plot.sh"
usage="usage: $me [-hV] [-s start] picture <peaks"
options "$@"
cat >"$tmp/in/stream"
rows peaks frame freq rank >"$tmp/in/rows" || exit
read -r rank fanout <<<"$(parameter store)"
read -r least most _ <<<"$(parameter dt)"
read -r band _ <<<"$(parameter df)"
read -r times pitches <<<"$(parameter grid)"
[ -n "$fanout$band" ] || die 2 'want peaks of a profile like sg1'
# the first peak after -s that a landmark may have as its anchor, and its targets
awk -v hop="$(parameter hop)" -v rate="$(parameter rate)" -v window="$(parameter window)" -v from="$start" \
    -v rank="$rank" -v fanout="$fanout" -v least="$least" -v most="$most" -v times="$times" \
    -v span="$(awk -v b="$band" -v p="$pitches" 'BEGIN { print b / p }')" -v dir="$tmp/in/" '
	{ t = ($1 * hop + window / 2) / rate
	if (t < from - 0.3 || (a && $1 > f + 1.2 * most / times)) next
	print t, $2 >dir "all"
	if ($3 >= rank) next
	print t, $2 >dir "stored"
	d = ($1 - f) * times
	if (!a && t >= from) { a = 1; f = $1; hz = $2; ta = t }
	else if (a && k < fanout && d >= least && d <= most && $2 >= hz / 2 ^ span && $2 <= hz * 2 ^ span) {
		k++
		print ta, hz, t - ta, $2 - hz >dir "targets"
	} }
	END { if (!k) exit 1
		unit = hop / times / rate
		print ta, hz, ta + least * unit, ta + most * unit, hz / 2 ^ span, hz * 2 ^ span >dir "anchor" }' \
    "$tmp/in/rows" || die 1 "no landmark begins at or after $start s"
read -r t _ left right low high <"$tmp/in/anchor"
draw <<G
set xlabel 'seconds'; set ylabel 'Hz'; set logscale y 2
set xrange [$t - 0.2:$right + 0.2]; set yrange [$low / 1.2:$high * 1.2]
set object 1 rectangle from $left, $low to $right, $high fc rgb '#e8eef8' fs solid noborder behind
plot 'all' with points pt 6 ps 0.7 lc rgb '#999999' title 'peaks', \
     'stored' with points pt 7 ps 0.9 lc rgb '#3a6ea5' title 'peaks of which landmarks are made', \
     'targets' using 1:2:3:4 with vectors lw 2 lc rgb '#d02020' title 'of this anchor, in its target zone'
G
