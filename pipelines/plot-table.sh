#!/bin/bash
# plot-table.sh: curves of a table with a legend: hits against density, evaluations,
# the bench's growth. The first column is x, each other one a curve.
#	plot-table.sh growth.svg <growth.tsv
. "$(dirname "$(readlink -f "$0")")/plot.sh"
usage="usage: $me [-hV] picture <table"
options "$@"
awk -F'\t' '/^##/ { next }
	/^# / { if (!legend++) { sub(/^# /, ""); print; columns = NF } next }
	!legend { print "line " NR ": want a legend first: # x, TAB, y" >"/dev/stderr"; exit 2 }
	NF != columns { print "line " NR ": want " columns " fields, got " NF >"/dev/stderr"; exit 2 }
	{ print; n++ }
	END { if (!n) exit 2 }' >"$tmp/in/table" || die 2 'want a table: # x, TAB, y; then rows'
columns=$(head -n 1 "$tmp/in/table" | awk -F'\t' '{ print NF }')
[ "$columns" -ge 2 ] || die 2 'want two columns at least'
if awk -F'\t' 'NR > 1 && $1 !~ /^[0-9.eE+-]+$/ { exit 1 }' "$tmp/in/table"; then
	# wide ranges of x are read on a logarithmic scale
	log=$(awk 'NR > 1 { v = $1 + 0; if (!n++ || v < a) a = v; if (v > b) b = v }
		END { if (a > 0 && b >= 100 * a) print "set logscale x" }' "$tmp/in/table")
	curves="using 1:i with linespoints pt 7 lw 2 title columnheader(i)"
else
	log='set style data histogram; set style fill solid 0.7 noborder; set xtics rotate by 90 right font ",8" noenhanced'
	curves='using i:xtic(1) title columnheader(i)'
fi
draw <<G
set datafile separator '\t'; set datafile missing '-'; set key noenhanced autotitle columnheader
set xlabel "$(head -n 1 "$tmp/in/table" | cut -f 1 | tr -d '"$`')" noenhanced; set yrange [0:*]
$log
plot for [i=2:$columns] 'table' $curves
G
