#!/bin/bash
# plot-deltas.sh: how far apart in time equal hashes of two recordings are, from
# the hashes of a clip and then those of a recording
#	{ sg-decode clip.mp3 | sg-hash; sg-index dump song; } | plot-deltas.sh deltas.png
. "$(dirname "$(readlink -f "$0")")/plot.sh"
usage="usage: $me [-hV] picture <hashes"
options "$@"
cat >"$tmp/in/stream"
rows hashes rec t_ref hash >"$tmp/in/rows" || exit
awk -F'\t' -v hop="$(parameter hop)" -v rate="$(parameter rate)" '
	NR == 1 { clip = $1 }
	$1 == clip { at[$3] = at[$3] " " $2; next }
	$3 in at { n = split(at[$3], t, " "); for (i = 1; i <= n; i++) hits[int(($2 - t[i]) * hop / rate * 10 + 1e4) - 1e4]++ }
	END { for (d in hits) print d / 10, hits[d] }' "$tmp/in/rows" | sort -g >"$tmp/in/deltas"
[ -s "$tmp/in/deltas" ] || die 1 'no hash is in both'
draw <<G
set xlabel 'seconds of the recording less seconds of the clip'; set ylabel 'equal hashes, per 0.1 s'
set yrange [0:*]; set offsets 0, 0, graph 0.1, 0; unset key
plot 'deltas' with impulses lw 2 lc rgb '#3a6ea5'
G
