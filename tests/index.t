#!/bin/bash
# shellcheck disable=SC2016,SC2034,SC2094,SC2317 # ok evaluates
# sg-index: ls, rm, merge, check, stat, dump.
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/fp.sh
. "$here/tests/fp.sh"

ids() {
	sg-index -d "${1:-i}" ls | grep -v '^#' | cut -f 1 | tr '\n' ' '
}
figure() { # KEY: of the last output
	sed -n "s/^$1	//p" out
}
for k in 1 2 3 4 5 6 7; do
	mk r$k $k $((k * 20)) >r$k
done

ok 'help' 'rc 0 sg-index -h && grep -q "^usage: sg-index" out'
ok 'version' 'rc 0 sg-index -V && grep -qx "sg-index 0.[0-9.]*" out'
for c in '' nosuch rm 'stat x' 'check x' 'merge x' 'compact x' '-x ls'; do
	ok "usage: '$c'" 'rc 2 sg-index $c && says "usage: sg-index [-hVv]"'
done
for c in ls dump stat merge check 'rm a'; do
	ok "no index: $c" 'rc 2 sg-index -d none $c && says "no index at none (sg-store makes one)" && [ ! -e none ]'
	mkdir -p empty
	ok "an empty directory: $c" 'rc 2 sg-index -d empty $c && says "no index at empty" && [ -z "$(ls empty)" ]'
done
ok 'postgresql:// without a server' 'rc 75 sg-index -d "postgresql://u:hush@127.0.0.1:1/d" ls && says "sg-index: PostgreSQL: " && ! says hush'
ok '-p of a directory' 'rc 2 sg-index -d i -p sg1 ls && says "sg-index: -p: a directory has one profile"'

for k in 1 2 3; do sg-store -d i r$k; done
ok 'a segment each' '[ "$(grep -c seg i/MANIFEST)" -eq 3 ]'
ok 'ls' 'rc 0 sg-index -d i ls && [ "$(sed -n 1p out)" = "## sg recordings 1" ] && [ "$(tail -n 1 out)" = "## end" ] && [ "$(ids)" = "r1 r2 r3 " ]'
ok 'ls: length, postings, peaks' 'grep -qx "r2	2.064	40	$(awk -F"\t" "NF == 5 && \$5 < 3" r2 | grep -c ^r)	-	-	-	-" out'
ok 'ls of some' 'rc 0 sg-index -d i ls r3 r1 && [ "$(grep -v "^#" out | cut -f 1 | tr "\n" " ")" = "r1 r3 " ]'
ok 'ls of one that is not there' 'rc 1 sg-index -d i ls r3 nosuch && says "no recording '"'nosuch'"'" && grep -q ^r3 out'
ok 'dump' 'rc 0 sg-index -d i dump && [ "$(rows out)" = "$(rows r1 r2 r3)" ] && cp out d'
ok 'dump of one' 'rc 0 sg-index -d i dump r2 && [ "$(rows out)" = "$(rows r2)" ]'
ok 'dump of one that is not there' 'rc 1 sg-index -d i dump nosuch r2 && says "no recording" && [ "$(rows out)" = "$(rows r2)" ]'
ok 'what is dumped can be stored again: equal' 'sg-store -d i2 d && sg-index -d i2 dump | cmp - d'
ok 'frames are kept' 'grep -q "^## frames 129\$" d'

# the fourth segment: the tier overflows
ok 'a fourth one merges them' 'sg-store -d i r4 && [ "$(grep -c seg i/MANIFEST)" -eq 1 ] && [ "$(ids)" = "r1 r2 r3 r4 " ] && [ "$(find i -name "*.seg" | wc -l)" -eq 1 ]'
ok 'check' 'rc 0 sg-index -d i check && [ ! -s out ] && [ ! -s err ]'
sg-store -d i r5 && sg-store -d i r6
ok 'compact: nothing is due' 'cp i/MANIFEST m && rc 0 sg-index -d i compact && cmp m i/MANIFEST'
ok 'merge' 'rc 0 sg-index -d i merge && [ "$(grep -c seg i/MANIFEST)" -eq 1 ] && [ "$(rows <(sg-index -d i dump))" = "$(rows r[1-6])" ]'
ok 'merge again: nothing to do' 'cp i/MANIFEST m && rc 0 sg-index -d i merge && cmp m i/MANIFEST'
ok 'merged in parts is stored at once, byte for byte' 'cat r[1-6] | sg-store -d at && cmp at/*.seg i/*.seg'

# rm
ok 'rm' 'rc 0 sg-index -d i rm r2 r5 && [ "$(ids)" = "r1 r3 r4 r6 " ] && [ -n "$(find i -name "*.dead")" ] && sg-index -d i check'
ok 'rm: what is not there is said, the others go' 'rc 1 sg-index -d i rm r2 r3 x && says "no recording '"'r2'"'" && says "no recording '"'x'"'" && [ "$(ids)" = "r1 r4 r6 " ]'
ok 'stat counts the living' 'rc 0 sg-index -d i stat && [ "$(figure recordings) $(figure deleted) $(figure postings)" = "3 3 220" ]'
ok 'the dead are not dumped' '[ "$(rows <(sg-index -d i dump))" = "$(rows r1 r4 r6)" ]'
ok 'more than half dead: written anew' 'rc 0 sg-index -d i rm r6 && sg-index -d i stat >out && [ "$(figure deleted) $(figure recordings)" = "0 2" ] && [ -z "$(find i -name "*.dead")" ]'
ok 'merge drops the dead' 'sg-index -d i rm r1 && rc 0 sg-index -d i merge && sg-index -d i stat >out && [ "$(figure deleted) $(figure recordings)" = "0 1" ]'
ok 'remove the last' 'rc 0 sg-index -d i rm r4 && [ -z "$(ids)" ] && [ -z "$(find i -name "*.seg")" ] && sg-index -d i check'
ok 'an empty index: stat' 'rc 0 sg-index -d i stat && [ "$(figure recordings) $(figure segments) $(figure bytes_per_posting)" = "0 0 0.000" ]'
ok 'an empty index: dump is a stream' 'rc 0 sg-index -d i dump && [ "$(tail -n 1 out)" = "## end" ]'
ok 'an empty index: merge' 'rc 0 sg-index -d i merge'
ok 'and it can be stored to' 'sg-store -d i r7 && [ "$(ids)" = "r7 " ] && sg-index -d i check'

# figures
cat r[1-7] | sg-store -d f
rc 0 sg-index -d f stat
ok 'stat: sums' '[ "$(figure postings)" -eq $((20 * 28)) ] && [ "$(figure bytes)" -eq "$(stat -c %s f/*.seg)" ] && [ "$(figure profile)" = sg1 ]'
ok 'stat: lists' '[ "$(figure lists)" -eq "$(cat r[1-7] | grep -v "^#" | awk "NF == 3 { print \$3 }" | sort -u | wc -l)" ] && [ "$(figure list_max)" -eq "$(cat r[1-7] | grep -v "^#" | awk "NF == 3 { print \$3 }" | sort | uniq -c | sort -n | tail -n 1 | awk "{ print \$1 }")" ]'
ok 'stat: bits of the key' '[ "$(figure key_bits)" = "$(cat r[1-7] | grep -v "^#" | awk "NF == 3 { n[\$3]++; p++ } END { for (h in n) s += n[h] ^ 2; printf \"%.2f\", log(p * p / s) / log(2) }")" ]'

# damage: said, never a crash
damage() { # FILE OFFSET: flip a bit of a byte
	perl -e 'open F, "+<", $ARGV[0] or die; binmode F; seek F, $ARGV[1], 0; read F, $c, 1; seek F, $ARGV[1], 0; print F chr(ord($c) ^ 4)' "$1" "$2"
}
seg=$(basename f/*.seg)
size=$(stat -c %s "f/$seg")
quiet=0
for ((at = 0; at < size; at += ${FLIP:-389})); do
	rm -rf x && cp -r f x && damage "x/$seg" "$at"
	if ! rc 2 sg-index -d x check || ! says "$seg: "; then
		echo "# byte $at: not found"
		quiet=1
	fi
	for c in ls dump stat merge 'rm r3'; do
		# shellcheck disable=SC2086 # words
		sg-index -d x $c >/dev/null 2>err
		case $? in
		0 | 1) ;;
		2) [ -s err ] || quiet=1 ;;
		*) echo "# byte $at: $c: status $?" && quiet=1 ;;
		esac
	done
done
ok 'check finds every byte; nothing crashes' '[ $quiet -eq 0 ]'
rm -rf x && cp -r f x && damage "x/$seg" 40
ok 'a damaged header is told by all' 'for c in ls dump stat check; do rc 2 sg-index -d x $c && says "x: $seg: damaged: wrong checksum of the header"; done'
rm -rf x && cp -r f x && truncate -s -1 "x/$seg"
ok 'a truncated segment' 'rc 2 sg-index -d x ls && says "x: $seg: truncated"'
rm -rf x && cp -r f x && rm "x/$seg"
ok 'a missing segment' 'rc 2 sg-index -d x ls && says "x: MANIFEST names $seg, which is missing or another"'
rm -rf x && cp -r f x && sg-index -d x rm r1 && damage x/000001.1.dead 17
ok 'a damaged file of the dead' 'rc 2 sg-index -d x ls && says "x: 000001.1.dead: damaged"'
rm -rf x && cp -r f x && sed -i "s/$seg	/$seg	1/" x/MANIFEST
ok 'a MANIFEST of another segment' 'rc 2 sg-index -d x ls && says "which is missing or another"'
rm -rf x && cp -r f x && sed -i '/^## end/d' x/MANIFEST
ok 'a MANIFEST without an end' 'rc 2 sg-index -d x ls && says "x: MANIFEST:5: no '"'## end'"'"'
ok 'nor is it changed' 'for c in "sg-index -d x rm r1" "sg-index -d x merge" "sg-store -d x r1"; do rc 2 $c && says "MANIFEST:5: no '"'## end'"'" || exit; done'
rm -rf x && cp -r f x && perl -pi -e 's/^(\S+\t\d+\t\S+\t)7/${1}8/' x/MANIFEST
ok 'a MANIFEST that counts otherwise' 'rc 2 sg-index -d x check && says "x/MANIFEST: $seg: the counts are not the segment'"'"'s"'
rm -rf x && cp -r f x && awk -F'\t' '{ print } /seg/ { sub("000001", "000002"); print }' f/MANIFEST >x/MANIFEST && cp "x/$seg" x/000002.seg
ok 'a recording that is there twice' 'rc 2 sg-index -d x check && says "x/$seg: '"'r1' is in 000002.seg, too"'"'
done_testing
