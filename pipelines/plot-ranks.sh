#!/bin/bash
# plot-ranks.sh: peaks with their ranks, from a stream of peaks
#	sg-decode song.flac | sg-peaks | plot-ranks.sh -s 30 -t 8 ranks.png
. "$(dirname "$(readlink -f "$0")")/plot.sh"
usage="usage: $me [-hV] [-s start] [-t seconds] picture <peaks"
options "$@"
cat >"$tmp/in/stream"
rows peaks frame freq level rank >"$tmp/in/rows" || exit
awk -v hop="$(parameter hop)" -v rate="$(parameter rate)" -v window="$(parameter window)" \
    -v from="$start" -v n="$length" '
	{ t = ($1 * hop + window / 2) / rate
	if (t >= from && t <= from + n) print t, $2, $4, 2.2 - ($4 < 18 ? $4 : 18) / 10 }' \
    "$tmp/in/rows" >"$tmp/in/peaks"
[ -s "$tmp/in/peaks" ] || die 1 "no peaks between $start and $start + $length s"
draw <<G
set xlabel 'seconds'; set ylabel 'Hz'; set logscale y 2
set xrange [$start:$start + $length]
set cblabel 'louder peaks near it'; set palette defined (0 '#102080', 4 '#40a0c0', 12 '#c8c8c8'); set cbrange [0:12]
plot 'peaks' using 1:2:4:3 with points pt 7 ps variable lc palette title 'peaks, by rank'
G
