#!/bin/bash
# shellcheck disable=SC2016,SC2034 # ok evaluates
# The k-th allocation fails, for many k (EVERY=1: for all): a program ends with one
# line and 75, or does without; it does not crash, and no index is the worse for it.
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/strike.sh
. "$here/tests/strike.sh"

music 1 12 16000 >m.au
sg-decode m.au >d.au
sg-peaks d.au -i m >m.peaks 2>/dev/null || sg-peaks -i m d.au >m.peaks
sg-hash -i m d.au >m.fp
sg-store -d ix m.fp
sg-segment -W 5 -S 5 m.fp >s.fp
sg-match -d ix s.fp >m.c
music 2 12 | sg-hash -i n >n.fp
printf '## sg videos 1\n# id\ttitle\nm\tM\n## end\n' >videos

ok 'sg-peaks'   'strike sg-peaks sg-peaks d.au'
ok 'sg-hash'    'strike sg-hash sg-hash -i m d.au'
ok 'sg-hash, of peaks' 'strike "sg-hash, of peaks" sg-hash m.peaks'
ok 'sg-segment' 'strike sg-segment sg-segment -W 5 -S 5 m.fp'
ok 'sg-match'   'strike sg-match sg-match -d ix -w none s.fp'
ok 'sg-match, all warps' 'strike "sg-match, axes" sg-match -d ix -w axes n.fp'
ok 'sg-match -T' 'strike "sg-match -T" sg-match -T -j -d ix m.fp'
ok 'sg-index ls' 'strike "sg-index ls" sg-index -d ix ls'
ok 'sg-index check' 'strike "sg-index check" sg-index -d ix check'
ok 'sg-index stat' 'strike "sg-index stat" sg-index -d ix stat'
ok 'sg-index dump' 'strike "sg-index dump" sg-index -d ix dump'
ok 'sg-decide'  'strike sg-decide sg-decide -d ix m.fp m.c'
changes=1
sg-store -d ix2 m.fp
sg-store -d ix2 n.fp
cp -r ix st
ok 'sg-store'   'check=st before=ix strike sg-store sg-store -d st -m videos n.fp'
rm -rf st && cp -r ix st
ok 'sg-store -e' 'check=st before=ix strike "sg-store -e" sg-store -e -d st n.fp'
cp -r ix2 st
ok 'sg-index rm' 'check=st before=ix2 strike "sg-index rm" sg-index -d st rm n'
cp -r ix2 st
ok 'sg-index merge' 'check=st before=ix2 strike "sg-index merge" sg-index -d st merge'
done_testing
