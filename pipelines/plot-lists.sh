#!/bin/bash
# plot-lists.sh: how long the lists of an index are, from its hashes
#	sg-index dump | plot-lists.sh lists.png
. "$(dirname "$(readlink -f "$0")")/plot.sh"
usage="usage: $me [-hV] picture <hashes"
options "$@"
cat >"$tmp/in/stream"
rows hashes hash >"$tmp/in/hashes" || exit
sort -S 25% "$tmp/in/hashes" | uniq -c | awk '{ lists[$1]++; p += $1; s += $1 * $1 }
	END { if (!p) exit 1
		for (n in lists) print n, lists[n] >"'"$tmp"'/in/lists"
		printf "%.2f %d\n", log(p / s * p) / log(2), p }' >"$tmp/in/bits" || die 1 'no hashes'
sort -g -o "$tmp/in/lists" "$tmp/in/lists"
read -r bits postings <"$tmp/in/bits"
draw <<G
set xlabel 'postings of a hash'; set ylabel 'hashes'; set logscale xy; set yrange [0.7:*]
plot 'lists' with points pt 7 ps 0.8 lc rgb '#3a6ea5' \
     title '$postings postings, a key of $bits bits'
G
