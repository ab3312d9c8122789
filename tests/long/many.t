#!/bin/bash
# shellcheck disable=SC2034,SC2317 # ok evaluates
# Much of it: recordings, sections, hours, and text.
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/../lib.sh"
music 1 20 | sg-hash -i q >q.fp
music 2 2 | sg-hash -i s >s.fp
rows() { grep -v '^#' "$@"; }
kib() { /usr/bin/time -q -o kib -f %M "$@"; }

# a second each, every one with a peak or two of its own
seconds() {
	awk -v n="$1" -F '\t' -v OFS='\t' '
	{ line[++k] = $0 }
	END {
		for (i = 1; i <= n; i++)
			for (j = 1; j <= k; j++) {
				$0 = line[j]
				if (/^## rec /) print "## rec s" i
				else if (/^#/) print
				else { $1 = "s" i; if (NF == 5) $3 = sprintf("%.2f", 200 + ($3 - 200) * (1 - (i % 997) * 0.0003)); print }
			}
	}' <(sed '/^## sg hashes/,$d' s.fp)
}
ok '10,000 recordings of a second or two' 'seconds 10000 | sg-hash | kib sg-store -d small && [ "$(sg-index -d small stat | sed -n "s/^recordings	//p")" -eq 10000 ]'
echo "# $(cat kib) KiB to store them"
ok 'whole, and searched'    'sg-index -d small check && sg-store -d small q.fp && sg-match -d small -n 1 q.fp | rows | cut -f 3 | grep -qx q'

# as many postings as a hundred thousand songs would have, in short ones: 1e8 of 830 h
ok '100,000 recordings'     'rm -rf small && seconds 100000 | sg-hash | kib sg-store -d large && sg-store -d large q.fp && [ "$(sg-index -d large stat | sed -n "s/^recordings	//p")" -eq 100001 ]'
echo "# $(cat kib) KiB to store them, $(du -sk large | cut -f 1) KiB there"
ok 'one of them is found'   'sg-match -d large -n 1 -w none q.fp | rows | cut -f 3 | grep -qx q'
ok 'listed, and removed'    '[ "$(sg-index -d large ls | rows | wc -l)" -eq 100001 ] && sg-index -d large ls | rows | cut -f 1 | grep -v "^q$" | head -n 50000 | xargs sg-index -d large rm -- && [ "$(sg-index -d large ls | rows | wc -l)" -eq 50001 ] && sg-index -d large check'
rm -rf large

# a million sections, of which each is a clip
sections() {
	awk -v n="$1" -v profile="$(sed -n 2p q.fp)" 'BEGIN { for (i = 1; i <= n; i++)
		printf "## sg hashes 1\n%s\n## by x\n## rec r%d\n# rec\tt_ref\thash\nr%d\t0\t0000000a\n## frames 1\n## end\n", profile, i, i }'
}
sg-store -d ix q.fp
ok 'a million sections'     'sections 1000000 | kib sg-match -d ix -w none >out; [ $? -eq 1 ] && [ "$(rows out | wc -l)" -eq 0 ] && [ "$(cat kib)" -lt 32768 ]'
echo "# $(cat kib) KiB"
ok 'and windows of them'    'sections 1000000 | kib sg-segment -W 1 >out && [ "$(grep -c "^## end" out)" -eq 1000000 ] && [ "$(cat kib)" -lt 32768 ]'

# twelve hours: music, and a tone that is nothing
{ music 3 3600 | head -c 40; for i in $(seq 12); do music "$i" 3600 | tail -c +41; done; } |
    python3 -c "
import sys
b = sys.stdin.buffer
h = bytearray(b.read(40)); h[8:12] = b'\\xff' * 4
o = sys.stdout.buffer; o.write(h)
while (d := b.read(1 << 20)): o.write(d)" | sg-hash -i long >long.fp
ok 'twelve hours are a recording' 'kib sg-store -d hours long.fp && [ "$(sg-index -d hours stat | sed -n "s/^hours	//p" | cut -c 1-3)" = 12. ]'
echo "# $(cat kib) KiB to store it, $(rows long.fp | wc -l) rows"
ok 'a clip of the ninth is found there' 'music 9 3600 | sg-decode -s 1800 -t 10 | sg-hash -i c | sg-match -d hours -n 1 >out && [ "$(rows out | cut -f 6 | cut -d . -f 1)" -eq $((8 * 3600 + 1800)) ]'
ok 'as a question, by -T'   'sg-match -T -w none -d ix long.fp >out && rows out | cut -f 3 | grep -qx q'

# text
long=$(head -c 255 /dev/zero | tr '\0' x)
ok 'an identity of 255 bytes' 'sed "s/^q\t/$long\t/; s/^\(## rec \)q/\1$long/" q.fp | sg-store -d ids && sg-index -d ids ls | grep -q "^$long	"'
huge=$(head -c 4096 /dev/zero | tr '\0' x)
ok 'one of 4 KiB is refused' 'sed "s/^q\t/$huge\t/; s/^\(## rec \)q/\1$huge/" q.fp | rc 2 sg-store -d ids && [ "$(wc -l <err)" -eq 1 ] && [ "$(sg-index -d ids ls | rows | wc -l)" -eq 1 ]'
done_testing
