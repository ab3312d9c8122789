# Sourced by tests of the index: fingerprints out of awk, the same every time.
# shellcheck shell=bash

# spelling NAME: the profile's canonical spelling, as a refusal tells it
spelling() {
	printf '## sg hashes 1\n## profile %s\n# rec\tt_ref\thash\n## end\n' "$1" |
	    sg-store -d nowhere 2>&1 | sed -n "s/.*want '\(.*\)', got ''\$/$1\1/p"
}

sg1=$(spelling sg1)

# mk ID SEED N: a fingerprint of N hashes and about as many peaks
mk() {
	ID=$1 awk -v seed="$2" -v n="$3" -v profile="$sg1" '
	function rnd(m) {
		seed = (seed * 16807) % 2147483647
		return seed % m
	}
	function head(type, legend) {
		printf "## sg %s 1\n## profile %s\n## by test\n## rec %s\n# rec\t%s\n",
		    type, profile, ENVIRON["ID"], legend
	}
	BEGIN {
		id = ENVIRON["ID"]
		gsub(/\\/, "&&", id)
		sub(/^#/, "\\x23", id)
		seed = seed * 7919 + 1
		head("peaks", "frame\tfreq\tlevel\trank")
		for (i = 0; i < n; i++)
			printf "%s\t%.9g\t%.2f\t%.1f\t%d\n", id, i * 3 + rnd(24) / 8,
			    200 * exp(log(2) * rnd(3200) / 768), -(1 + rnd(899)) / 10, rnd(6)
		printf "## frames %d\n## end\n", 3 * n + 9
		head("hashes", "t_ref\thash")
		for (i = 0; i < n; i++)
			printf "%s\t%d\t%08x\n", id, i * 3 + rnd(3), rnd(2) ? rnd(4000) : rnd(900000)
		printf "## frames %d\n## end\n", 3 * n + 9
	}'
}

# rows FILE...: the rows of streams, sorted; peaks only of ranks that are kept
rows() {
	cat "$@" | grep -v '^#' | awk -F'\t' 'NF == 3 || $5 < 3' | sort
}
