#!/bin/bash
# What the bench multiplies: copy 0 has the hashes of the music, copy 1 has others.
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/lib.sh"
grow=$here/tests/bench/grow.awk

music 7 40 | sg-hash -i m >m.fp
rows() { grep -v '^#' | cut -f 2-; }
awk -v from=0 -v to=1 -f "$grow" m.fp | sg-hash -H | rows >copy0
sed -n '/^## sg hashes/,/^## end/p' m.fp | rows >stored
ok 'copy 0 has the hashes that an index stores' '[ -s stored ] && cmp stored copy0'

awk -v from=1 -v to=3 -f "$grow" m.fp | sg-hash >copies
ok 'copies are recordings of their own' \
    '[ "$(grep -c "^## rec m/[12]$" copies)" -ge 4 ]'
ok 'about as many hashes each' \
    'n=$(grep -c "^m/2.[0-9]*.[0-9a-f]\{8\}$" copies) &&
    [ "$n" -gt $(($(wc -l <stored) / 3)) ]'
ok 'an index takes them' 'sg-store -d ix copies && [ "$(sg-index -d ix ls | grep -vc "^#")" -eq 2 ]'
done_testing
