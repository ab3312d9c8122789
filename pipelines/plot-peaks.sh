#!/bin/bash
# plot-peaks.sh: a spectrogram with the peaks that sg-peaks finds in it, from AU
#	sg-decode song.flac | plot-peaks.sh -s 30 -t 8 peaks.png
. "$(dirname "$(readlink -f "$0")")/plot.sh"
usage="usage: $me [-hV] [-s start] [-t seconds] picture <AU"
options "$@"
need sox sox
cat >"$tmp/in/au"
sox -R -D -t au "$tmp/in/au" -b 16 "$tmp/in/cut.wav" trim "$start" "$length" 2>"$tmp/in/why" ||
	die 2 "want AU: $(head -n 1 "$tmp/in/why")"
sg-peaks "$tmp/in/au" >"$tmp/in/stream" || exit
rate=$(parameter rate) hop=$(parameter hop) window=$(parameter window)
rows peaks frame freq rank |
	awk -v hop="$hop" -v rate="$rate" -v window="$window" -v from="$start" -v n="$length" \
	    '{ t = ($1 * hop + window / 2) / rate; if (t >= from && t <= from + n) print t, $2, $3 }' \
	    >"$tmp/in/peaks"
[ -s "$tmp/in/peaks" ] || die 1 "no peaks between $start and $start + $length s"
# grey: loud is dark; of the window that the profile has
sox -R "$tmp/in/cut.wav" -n spectrogram -r -l -m -x 800 -y "$((window / 2 + 1))" -w Hann -z 80 -o "$tmp/in/grey.png"
long=$(soxi -D "$tmp/in/cut.wav")
draw <<G
set xlabel 'seconds'; set ylabel 'Hz'
set xrange [$start:$start + $long]; set yrange [0:$rate / 2.]
plot 'grey.png' binary filetype=png origin=($start, 0) dx=$long / 800. dy=$rate / 2. / ($window / 2 + 1) \
     using 1:2:3 with rgbimage notitle, \
     'peaks' using 1:2 with points pt 6 ps 0.9 lw 1.5 lc rgb '#d02020' title 'peaks'
G
