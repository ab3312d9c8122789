#!/bin/bash
# shellcheck disable=SC2016,SC2034 # ok evaluates
# sg-tour(7): each of its commands runs; and the pictures are what they are said to be.
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/lib.sh"
plain_only 'shell, awk and gnuplot'
export TMPDIR=$tmp/tmpdir
mkdir bin others "$TMPDIR"
for p in "$here"/pipelines/plot-*.sh; do
	name=${p##*/}
	ln -s "$p" "bin/sg-${name%.sh}"
done
PATH=$tmp/bin:$PATH
music 1 40 16000 | sox -D -t au - -b 16 song.wav
for i in 2 3; do music $i 30 | sox -D -t au - -b 16 others/tune$i.wav; done

# the commands: after "$ ", with lines that go on
awk '/^\.Bd -literal/ { on = 1; next } /^\.Ed/ { on = 0 }
	on { gsub(/\\e/, "\\") }
	on && /^\$ / { if (n++) printf "%c", 0; sub(/^\$ /, "") }
	on { print } END { printf "%c", 0 }' "$here/man/sg-tour.7" >commands
mapfile -d '' -t commands <commands
ok 'it has commands'       '[ ${#commands[@]} -ge 25 ]'
pictures=0
for c in "${commands[@]}"; do
	: >out
	ok "${c%%$'\n'*}" 'bash -euo pipefail -c "$c" >out 2>err || [ $? -eq 141 ]'
	cat out >>all.out
	file=$(grep -oE '[a-z]+\.(png|svg)' <<<"$c" | tail -n 1)
	[ -z "$file" ] || ok "  draws $file" "[[ \$(file -b --mime-type $file) == image/* ]] && pictures=\$((pictures + 1))"
done
ok 'pictures of all kinds'  '[ $pictures -ge 8 ] && [ "$(ls bin | grep -vxFf <(grep -aoE "sg-plot-[a-z]+" commands))" = "" ]'
ok 'the clip is 10 s'       'grep -q "^Sample Rate *: 8000$" all.out && grep -qE "^Duration *: 00:00:(09.9|10)" all.out'
ok 'most peaks are kept'    'awk "/^[0-9]+ of [0-9]+\$/ { if (\$1 > \$3 / 2) ok = 1 } END { exit !ok }" all.out'
ok 'the one-liner is right' 'awk "\$1 == \"song\" && \$2 > 1240 && \$2 < 1260 && \$3 > 20 { ok = 1 } END { exit !ok }" all.out'
ok 'so is sg-match'         'awk -F"\t" "\$1 == \"clip\" && \$2 == 1 && \$3 == \"song\" && \$6 > 19.9 && \$6 < 20.1 { ok = 1 } END { exit !ok }" all.out'
ok 'the filter filtered'    '[ "$(awk "/^## sg/ { on = \$3 == \"peaks\" } on && !/^#/ && \$3 < 500" high.fp | wc -l)" -eq 0 ]'

# what is drawn
p=$here/pipelines
svg() { grep -oE '<text[^>]*>.*' "$1" | sed 's/<[^>]*>//g'; sed 's/<[^>]*>//g' "$1"; }
ok 'the speed is in it'     'sg-hash -i fast fast.au | sg-match -d index -n 1 -L | "$p/plot-match.sh" fast.svg && svg fast.svg | grep -qE "1\.(09[5-9]|10[0-5])[0-9]* x faster, from (19\.9|20\.0)" && svg fast.svg | grep -q "^ *song"'
ok 'the bits of a key'      'sg-index -d index dump | "$p/plot-lists.sh" l.svg && svg l.svg | grep -qE "a key of $(sg-index -d index stat | sed -n "s/^key_bits.//p") bits"'
ok 'a table of names'       'printf "# condition\tfound\nclean\t100\nnoise\t90\n" | "$p/plot-table.sh" t.svg && svg t.svg | grep -q "noise" && svg t.svg | grep -q "found"'
ok 'the same bytes again'   '"$p/plot-peaks.sh" -s 2 -t 6 again.png <clip.au && cmp peaks.png again.png'

# what is not
ok 'another ending'         'rc 2 "$p/plot-peaks.sh" x.gif <clip.au && says "plot-peaks.sh: x.gif: want a name that ends in .png or .svg"'
ok 'no picture'             'rc 2 "$p/plot-match.sh" <clip.fp && says "usage: plot-match.sh [-hV] picture <landmarks"'
ok 'another stream'         'rc 2 "$p/plot-ranks.sh" x.png <index/MANIFEST && says "want a stream of peaks" && rc 2 "$p/plot-match.sh" x.png <clip.fp && says "want a stream of landmarks" && [ ! -e x.png ]'
ok 'a truncated one'        'sg-peaks clip.au | head -n 50 | rc 2 "$p/plot-ranks.sh" x.png && says "the stream is truncated" && [ ! -e x.png ]'
ok 'no sound'               'echo hello | rc 2 "$p/plot-peaks.sh" x.png && says "plot-peaks.sh: want AU" && [ ! -e x.png ]'
ok 'nothing there'          'rc 1 "$p/plot-peaks.sh" -s 500 x.png <clip.au && sg-peaks clip.au | rc 1 "$p/plot-ranks.sh" -s 500 x.png && says "no peaks between 500 and 500 + 10 s" && [ ! -e x.png ]'
ok 'no answer'              'music 9 6 | sg-hash | { sg-match -w none -d index -L || :; } | rc 1 "$p/plot-match.sh" x.png && says "no answer"'
ok 'a table without rows'   'rc 2 "$p/plot-table.sh" x.png </dev/null && printf "1\t2\n" | rc 2 "$p/plot-table.sh" x.png && says "line 1: want a legend first" && printf "# a\tb\n1\n" | rc 2 "$p/plot-table.sh" x.png && says "line 2: want 2 fields, got 1"'
ok 'numbers'                'rc 2 "$p/plot-peaks.sh" -s 1e9x x.png <clip.au && says "want a number, got '\''1e9x'\''"'
ln -s /dev/full full.png
ok 'a full disk'            'printf "# a\tb\n1\t2\n2\t3\n" | rc 2 "$p/plot-table.sh" full.png && says "plot-table.sh: full.png: cannot be written"'
ok 'nothing is left'        '[ -z "$(ls -A "$TMPDIR")" ]'
done_testing
