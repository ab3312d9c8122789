#!/bin/bash
# Profile sonicgen against what the seed's own code made of the same samples:
# at least 99.9 % of the rows (Jaccard). The recordings of tests/data/golden,
# and those in the directory that SG_GOLDEN names, where it does.
# shellcheck source=tests/lib.sh
# shellcheck disable=SC2016,SC2034,SC2317 # ok() evaluates its strings
. "$(dirname "$0")/lib.sh"

# The seed's columns: hash, t_ref; and bin (0 = first kept), frame.
seed_hashes() { grep -v '^#' | awk -F'\t' -v OFS='\t' '{ print $3, $2 }'; }
seed_peaks() {
	grep -v '^#' |
	    awk -F'\t' -v OFS='\t' '{ print int($3 * 2048 / 16000 - 12.5), $2 }'
}

# agree GOT WANT: 99.9 % of the union is common, and there is something
agree() {
	local common union
	common=$(comm -12 <(sort -u "$1") <(sort -u "$2") | wc -l)
	union=$(sort -u "$1" "$2" | wc -l)
	[ "$common" -eq "$union" ] || echo "# $2: $common of $union rows agree"
	[ "$common" -gt 0 ] && [ $((common * 1000)) -ge $((union * 999)) ]
}

for dir in "$here/tests/data/golden" ${SG_GOLDEN:+"$SG_GOLDEN"}; do
	for au in "$dir"/*.au; do
		rec=$(basename "$au" .au) want=${au%.au}
		ok "$rec: hashed" 'rc 0 sg-hash -H -p sonicgen -i "$rec" "$au"'
		seed_hashes <out >hashes
		ok "$rec: hashes" 'agree hashes "$want.hashes.tsv"'
		ok "$rec: in the seed's order" \
		    "sort -c -t '	' -k2,2n -k1,1 hashes"
		ok "$rec: picked" 'rc 0 sg-peaks -p sonicgen -i "$rec" "$au"'
		seed_peaks <out >peaks
		ok "$rec: peaks" 'agree peaks "$want.peaks.tsv"'
	done
done
done_testing
