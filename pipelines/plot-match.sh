#!/bin/bash
# plot-match.sh: the peaks that clip and recording share, time against time, and
# the line through them, from the landmarks of an answer
#	sg-decode clip.mp3 | sg-hash | sg-match -n 1 -L | plot-match.sh match.png
. "$(dirname "$(readlink -f "$0")")/plot.sh"
usage="usage: $me [-hV] picture <landmarks"
options "$@"
cat >"$tmp/in/stream"
rows landmarks rank id q_time ref_time >"$tmp/in/rows" || exit
id=$(awk -F'\t' '$1 == 1 { print $2; exit }' "$tmp/in/rows" | tr -d "'\\\\")
[ -n "$id" ] || die 1 'no answer, no landmarks'
awk -F'\t' '$1 == 1 { print $3, $4 }' "$tmp/in/rows" >"$tmp/in/best"
awk -F'\t' '$1 != 1 { print $3, $4 }' "$tmp/in/rows" >"$tmp/in/others"
[ -s "$tmp/in/others" ] || echo NaN NaN >"$tmp/in/others"
draw <<G
set key noenhanced; set fit quiet; set fit logfile '/dev/null'
line(x) = speed * x + offset
speed = 1; offset = 1
fit line(x) 'best' using 1:2 via speed, offset
set xlabel 'seconds of the clip'; set ylabel 'seconds of the recording'
plot 'others' with points pt 6 ps 0.7 lc rgb '#999999' title 'further candidates', \
     'best' with points pt 7 ps 0.6 lc rgb '#d02020' title '$id', \
     line(x) lc rgb '#3a6ea5' title sprintf('%.4f x faster, from %.3f s', speed, offset)
G
