#!/bin/bash
# cover.sh DIR: of a build with --coverage in DIR whose tests were run: the lines
# and branches of each file that they reached, and what of lib is below 90 % of
# lines without a reason in tests/cover.txt.
set -euo pipefail
export LC_ALL=C
cd "$(dirname "$0")/.."
dir=${1:?usage: cover.sh DIR}
table=$dir/cover.tsv

# gcov says of each file: its name, lines, branches, how many of them are taken
find "$dir/lib" "$dir/cmd" -name '*.gcno' -print0 | xargs -0 gcov -bnc 2>/dev/null |
    awk -v OFS='\t' '
	function put() { if (name ~ /^(lib|cmd)\/.*\.c$/) print name, n, lines, branches }
	/^File/ { put(); split($0, f, "\x27"); name = f[2]; branches = "-" }
	/^Lines executed/ && name != "" { split($0, p, /[:% ]+/); lines = p[3]; n = p[5] }
	/^Taken at least once/ { split($0, p, /[:% ]+/); branches = p[5] }
	/^$/ || /^Calls|^No calls/ { put(); name = "" }
	END { put() }' | sort -u >"$table"
{ printf '%s\t%s\t%s\t%s\n' file lines 'reached, %' 'branches, %'; cat "$table"; } |
	column -t -s $'\t'
awk -F'\t' '$1 ~ /^lib/ { n += $2; hit += $2 * $3 / 100 }
	END { printf "lib: %.1f %% of %d lines\n", 100 * hit / n, n }' "$table"
awk -F'\t' 'NR == FNR { if ($1 !~ /^#/) why[$1] = $2; next }
	$1 ~ /^lib/ && $3 < 90 && !($1 in why) { print "cover.sh: " $1 ": " $3 " % of its lines"; low = 1 }
	$3 >= 90 && $1 in why { print "cover.sh: " $1 ": " $3 " %: needs no reason"; low = 1 }
	END { exit low }' tests/cover.txt "$table" >&2
