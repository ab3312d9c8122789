#!/bin/bash
# sg-match -T on spliced, sped up and overlaid tunes: which recording, when.
. "$(dirname "$0")/lib.sh"

rows() { grep -v '^#' "$@"; }
# stretch ID: its row, the columns from query to pitch
stretch() { rows out | awk -F'\t' -v id="$1" '$3 == id'; }
# within ID FROM TO OFFSET SPEED: is it there, to 0.7 s (notes are that far apart) and 0.5 %?
within() {
	stretch "$1" | awk -F'\t' -v from="$2" -v to="$3" -v offset="$4" -v speed="$5" '
		function near(a, b, t) { return a - b < t && b - a < t }
		near($7, from, 0.7) && near($8, to, 0.7) && near($6, offset, 0.1) &&
		    near($11, speed, 0.005 * speed) { n++ }
		END { exit n != 1 }'
}

for i in 1 2 3 4 5 6; do music $i 60 >m$i.au; sg-hash m$i.au; done >refs.fp
music 9 40 >m9.au
sg-store -d ix refs.fp

part() { sox -V1 m"$1".au "$4".au trim "$2" "$3" ${5:+speed $5}; }
part 1 10 20 a
part 2 5 22 b 1.1
part 9 0 15 c
part 3 30 15 d
part 4 12 18 e
sox -V1 a.au b.au c.au d.au spliced.au
sg-hash -i q spliced.au >spliced.fp
ok 'a spliced query'        'rc 0 sg-match -T -w axes -d ix spliced.fp && [ "$(rows out | cut -f3 | paste -sd" ")" = "music1 music2 music3" ]'
ok 'numbered in their order' '[ "$(rows out | cut -f2 | paste -sd" ")" = "1 2 3" ]'
ok 'the first'              'within music1 0 20 10 1'
ok 'a faster one'           'within music2 20 40 -17 1.1'
ok 'after one unknown'      'within music3 55 70 -25 1'
ok 'on both sides'          'stretch music2 | awk -F"\t" "{d = \$9 - \$7 * \$11 - \$6; e = \$10 - \$8 * \$11 - \$6; exit !(d * d < 1e-4 && e * e < 1e-4)}"'
ok 'evalues are significant' 'rows out | awk -F"\t" "\$5 > 0.001 {exit 1}"'
ok 'JSON'                   'rc 0 sg-match -T -w axes -j -d ix spliced.fp && [ "$(jq -r .id out | paste -sd" ")" = "music1 music2 music3" ]'

sox -V1 -m -v 0.5 m1.au -v 0.5 '|sox -V1 e.au -p pad 20' over.au
ok 'two at the same time'   'sg-hash -i o over.au | rc 0 sg-match -T -w axes -d ix && within music1 0 60 0 1 && within music4 20 38 -8 1'

sox -V1 d.au a.au d.au twice.au
ok 'one recording twice'    'sg-hash -i t twice.au | rc 0 sg-match -T -w axes -d ix && [ "$(rows out | cut -f3 | paste -sd" ")" = "music3 music1 music3" ]'
ok 'nothing is nobody'      'sg-hash -i n m9.au | rc 1 sg-match -T -w axes -d ix && ! rows out'
ok 'one short clip'         'part 5 20 6 s && sg-hash -i s s.au | rc 0 sg-match -T -w axes -d ix && within music5 0 6 20 1'
ok 'hashes alone'           'awk "/^## sg /{on = /hashes/} on" spliced.fp | rc 0 sg-match -T -w axes -d ix && [ "$(rows out | head -1 | cut -f3)" = music1 ]'
ok 'an empty recording'     'printf "## sg hashes 1\n## profile %s\n## rec e\n# rec\tt_ref\thash\n## frames 500\n## end\n" "$(grep -m1 "^## profile" refs.fp | cut -c12-)" | rc 1 sg-match -T -w axes -d ix'
ok 'the same bytes twice'   'sg-match -T -w axes -d ix spliced.fp >one; sg-match -T -d ix spliced.fp | cmp - one'
ok 'cut short'              'head -500 spliced.fp | rc 2 sg-match -T -w axes -d ix && says "did not finish"'
done_testing
