# Sourced by the parts of the bench: measuring. Figures go into shell variables.
# shellcheck shell=bash
set -euo pipefail
export LC_ALL=C

# best FORMAT COMMAND: the least figure of three runs, or of $runs; %U+%S is CPU seconds,
# %e wall seconds, %M KiB of the largest process. A command may exit 1: "no".
best() {
	local i
	rm -f time.*
	for ((i = 0; i < ${runs:-3}; i++)); do
		/usr/bin/time -q -o "time.$i" -f "$1" bash -c "$2" >/dev/null || [ $? -eq 1 ]
	done
	awk '{ n = split($0, f, "+"); s = 0; for (i = 1; i <= n; i++) s += f[i] }
		NR == 1 || s < least { least = s } END { print least }' time.*
}

# calc DECIMALS EXPRESSION
calc() { awk "BEGIN { printf \"%.$1f\", $2 }"; }
