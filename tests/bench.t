#!/bin/bash
# What the bench multiplies: copy 0 has the hashes of the music, the others have
# others.
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/lib.sh"
plain_only 'shell, and figures'

{ music 7 40 | sg-hash -i m; music 8 40 | sg-hash -i n; } >two.fp
n=$(grep -c $'^[mn]\t[0-9]*\t[0-9a-f]\{8\}$' two.fp)
hashes() { sed -n '/^## sg hashes/,/^## end/p' "$1" | grep -v '^#'; }
hashes two.fp | sed $'s,\t,/0\t,' >stored

grow -n "$n" two.fp >copy0
ok 'copy 0 has the hashes that an index stores' \
    '[ -s stored ] && hashes copy0 | cmp - stored'
ok 'and the peaks that queries have' \
    '[ "$(grep -c "^m/0.[0-9.]*.[0-9.]*.-" copy0)" -eq "$(grep -c "^m.[0-9.]*.[0-9.]*.-" two.fp)" ]'
grow -pn "$n" two.fp >lean
ok '-p: no others than an index keeps' \
    'hashes lean | cmp - stored && [ "$(wc -l <lean)" -lt "$(wc -l <copy0)" ] &&
    awk -F"\t" "!/^#/ && NF == 5 && \$5 > 2 { exit 1 }" lean'

grow -n $((4 * n)) two.fp >many
ok 'as many postings as asked for, no recording more' \
    '[ "$(hashes many | wc -l)" -ge $((4 * n)) ] &&
    [ "$(hashes many | sed "/^$(hashes many | tail -n 1 | cut -f 1 | sed "s,/,\\\\/,")\t/d" | wc -l)" -lt $((4 * n)) ]'
ok 'copies are recordings of their own, with other hashes' \
    '[ "$(hashes many | grep "^m/[01]" | cut -f 3 | sort -u | wc -l)" -gt \
    $(($(hashes many | grep "^m/0" | cut -f 3 | sort -u | wc -l) * 3 / 2)) ]'
sg-store -d text many
grow -d ix -n $((4 * n)) two.fp
ok 'straight into an index: the same' \
    '[ "$(sg-index -d ix ls | sort)" = "$(sg-index -d text ls | sort)" ] &&
    cmp <(sg-index -d ix dump | sort) <(sg-index -d text dump | sort)'
ok 'an index that is whole' 'sg-index -d ix check'

rc 2 'grow two.fp'
ok 'how many must be said' 'says usage'
sg-decode "$here/tests/data/golden/synthetic.au" | sg-hash -i silent | sed '/^silent\t/d' >silent.fp
rc 2 'grow -n 5 silent.fp'
ok 'nothing to multiply' 'says "no hashes come of these"'
done_testing
