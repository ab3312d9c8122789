#!/bin/bash
# sg-peaks and sg-hash: AU in, streams out, and what they refuse.
. "$(dirname "$0")/lib.sh"

music 1 150 >a.au
music 2 10 >b.au
music 1 10 16000 >wide.au
rows() { grep -v '^#' "$@"; }
# one kind of section of a fingerprint
section() { awk -v want="$1" '/^## sg /{on = $3 == want} on && !/^#/' "$2"; }

ok 'peaks'                     'rc 0 sg-peaks a.au && cp out a.peaks'
ok 'identity from the AU'      '[ "$(rows a.peaks | cut -f1 | uniq)" = music1 ]'
ok 'five columns, end last'    'awk -F"\t" "!/^#/ && NF != 5 {exit 1}" a.peaks && [ "$(tail -1 a.peaks)" = "## end" ]'
ok 'frames are counted'        '[ "$(grep -c "^## frames 9368$" a.peaks)" -eq 1 ]'
ok 'in order of frame'         'rows a.peaks | sort -t "	" -s -c -n -k2,2'
ok 'frequencies of the band'   'rows a.peaks | awk "\$3 < 200 || \$3 > 3800 {exit 1}"'
ok 'about 75 a second at most' '[ "$(rows a.peaks | wc -l)" -gt 1500 ] && [ "$(rows a.peaks | wc -l)" -lt 12000 ]'

ok 'fingerprint'               'rc 0 sg-hash a.au && cp out a.fp'
ok 'in turns of a minute'      '[ "$(grep -c "^## sg peaks 1" a.fp)" -eq 3 ] && [ "$(grep -c "^## sg hashes 1" a.fp)" -eq 3 ]'
ok 'its peaks are those'       'section peaks a.fp | cmp - <(rows a.peaks)'
ok 'from peaks the same bytes' 'sg-hash a.peaks | cmp - a.fp'
ok 'stdin and - are the same'  'sg-hash <a.au | cmp - a.fp && sg-hash - <a.au | cmp - a.fp'
ok 'twice the same bytes'      'sg-hash a.au | cmp - a.fp'
ok 'hashes in order, each once' 'section hashes a.fp | sort -t "	" -c -u -k2,2n -k3,3'
ok '20 to 45 hashes a second'  'h=$(section hashes a.fp | wc -l) && [ "$h" -gt 3000 ] && [ "$h" -lt 6750 ]'
ok '-H: hashes alone'          'rc 0 sg-hash -H a.au && ! grep -q "sg peaks" out && rows out | cmp - <(section hashes a.fp)'
ok '-i names it'               'rc 0 sg-hash -i other b.au && grep -q "^## rec other$" out && ! grep -q music out'
ok 'a name with a #'           'rc 0 sg-hash -i "#1" b.au && [ "$(rows out | cut -f1 | uniq)" = "\\x231" ]'
ok 'pipes into itself with #'  'sg-peaks -i "#1" b.au | sg-hash | cmp - out'
ok 'two recordings of peaks'   'cat a.peaks <(sg-peaks b.au) | rc 0 sg-hash && cat a.fp <(sg-hash b.au) | cmp - out'
ok '-i renames only one'       'cat a.peaks <(sg-peaks b.au) | rc 2 sg-hash -i x && says "-i renames one recording"'
ok 'awk between them'          'awk "/^#/ || \$3 < 1000" a.peaks | rc 0 sg-hash && ! section peaks out | awk "\$3 >= 1000 {exit 0} END {exit 1}" >/dev/null'
ok 'sound of another program'  'ffmpeg -v error -i a.au -c:a pcm_f32be -f au - | rc 0 sg-hash && section hashes out | cut -f2- | cmp - <(section hashes a.fp | cut -f2-)'
ok '16 bits nearly the same'   'ffmpeg -v error -i a.au -c:a pcm_s16be -f au - | rc 0 sg-hash -i music1 && [ "$(section hashes out | sort | comm -12 - <(section hashes a.fp | sort) | wc -l)" -gt "$(($(section hashes a.fp | wc -l) * 98 / 100))" ]'

# a clip has the hashes of the recording it was cut from
tail -c $((24 + 16 + 4 * 8000 * 10)) a.au | tail -c $((4 * 8000 * 10)) >tail.raw
{ head -c 8 b.au; printf '\377\377\377\377'; tail -c +13 b.au | head -c 28; cat tail.raw; } >clip.au
ok 'a cut clip keeps its hashes' 'rc 0 sg-hash clip.au && n=$(section hashes out | cut -f3 | sort -u | comm -12 - <(section hashes a.fp | cut -f3 | sort -u) | wc -l) && [ "$n" -gt "$(($(section hashes out | cut -f3 | sort -u | wc -l) * 8 / 10))" ]'

ok 'digital silence has none'  'head -c 48 a.au >s.au && head -c 640000 /dev/zero >>s.au && { head -c 8 s.au; printf "\377\377\377\377"; tail -c +13 s.au; } | rc 0 sg-hash -i s && [ -z "$(rows out)" ] && grep -q "^## rec s$" out'
ok 'shorter than a window'     'head -c 1040 a.au | { head -c 8; printf "\377\377\377\377"; head -c 4 >/dev/null; cat; } | rc 0 sg-hash && tail -1 out | grep -q "## end"'

for p in sg-peaks sg-hash; do
	ok "$p: empty input"       "rc 2 $p </dev/null && says 'empty input'"
	ok "$p: other rate"        "rc 2 $p wide.au && says 'want 8000 Hz' && says 'got 16000'"
	ok "$p: not AU"            "echo hello | rc 2 $p && says 'not an AU stream'"
	ok "$p: cut in a sample"   "head -c 100001 a.au | rc 2 $p && says 'is cut' && ! grep -q '^## frames 9368' out"
	ok "$p: fewer samples"     "head -c 100048 a.au | rc 2 $p && says 'truncated: want 1200000 samples, got 25002'"
	ok "$p: no end after that" "! tail -1 out | grep -q '## end'"
	ok "$p: cut header"        "head -c 20 a.au | rc 2 $p && says 'truncated AU header'"
	ok "$p: stereo"            "{ head -c 20 a.au; printf '\0\0\0\2'; tail -c +25 a.au; } | rc 2 $p && says 'want 1 channel, got 2'"
	ok "$p: other encoding"    "{ head -c 12 a.au; printf '\0\0\0\1'; tail -c +17 a.au; } | rc 2 $p && says 'encoding: want 3'"
	ok "$p: not a number"      "{ head -c 100040 a.au; printf '\177\300\0\0'; tail -c +100045 a.au; } | rc 2 $p && says 'sample 25000 is not a finite number'"
	ok "$p: full disk"         "rc 2 '$p b.au >/dev/full' && says 'standard output'"
	ok "$p: unknown profile"   "rc 2 $p -p sg9 a.au && says \"no profile 'sg9'\""
	ok "$p: bad identity"      "rc 2 $p -i 'a b' a.au && says 'bad identity'"
	ok "$p: missing file"      "rc 2 $p nosuch.au && says nosuch.au"
	ok "$p: usage"             "rc 2 $p -x && says 'usage: $p' && rc 0 $p -h && rc 0 $p -V && grep -q '^$p [0-9]' out"
	ok "$p: two files"         "rc 2 $p a.au b.au && says usage"
	ok "$p: reader goes away"  "{ $p a.au; echo \$? >status; } 2>err | head -1 | grep -q sg; [ \$(cat status) -eq 141 ] && [ ! -s err ]"
done
ok 'peaks out of order'        'awk "!/^#/ && !f {f = \$0} /^## frames/ {print f} 1" a.peaks | rc 2 sg-hash && says "not in order of frame"'
ok 'sound that ends in turn 2'  'head -c 3000001 a.au | rc 2 sg-hash && [ "$(grep -c "^## end" out)" -eq 2 ] && ! tail -1 out | grep -q "## end"'
ok 'and readers refuse that'    'head -c 3000001 a.au | sg-hash 2>/dev/null | rc 2 sg-segment -W 10 && says "did not finish"'
ok 'no ## end, none passed on' 'head -50 a.peaks | rc 2 sg-hash && says "did not finish" && ! tail -1 out | grep -q "## end"'
ok 'profile of the peaks'      'rc 2 sg-hash -p sonicgen a.peaks && says "want profile sonicgen, got sg1"'
ok 'a parameter that differs'  'sed "s/hop=128/hop=64/" a.peaks | rc 2 sg-hash && says "hop=64"'
ok 'frequency out of range'    'sed "s/^music1\t[0-9.]*\t/&9/" a.peaks | rc 2 sg-hash && says "field 3: want 200..3800"'
done_testing
