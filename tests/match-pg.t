#!/bin/bash
# shellcheck disable=SC2016,SC2034 # ok evaluates
# sg-match on PostgreSQL: the answers of a directory, of what is there now.
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/lib.sh"
plain_only 'a pull is one of store-pg.t, a search one of match.t'
# shellcheck source=tests/pg.sh
. "$here/tests/pg.sh"

pg_start
export XDG_CACHE_HOME=$tmp/cache
sql postgres -c 'create database m' -c 'create role r login' -c 'create role w login'
sg-queue -d "$(db m)" init
sql m -c 'grant sg_reader to r' -c 'grant sg_worker to w'
ask() { sg-match -d "$(db m r)" "$@"; }
rows() { grep -v '^##' "$1"; }
for i in 1 2 3 4 5; do music "$i" 30 16000 | sg-decode | sg-hash -i "m$i" >"m$i.fp"; done
music 2 30 16000 | sg-decode -s 12 -t 8 | sg-hash -i clip >clip.fp
music 3 30 16000 | sox -D -t au - -t wav - speed 1.1 rate 16000 | sg-decode -s 3 -t 10 | sg-hash -i fast >fast.fp
music 9 10 16000 | sg-decode | sg-hash -i none >none.fp

ok 'an empty database'        'rc 1 ask clip.fp && [ -z "$(grep -v "^#" out)" ] && [ "$(tail -1 out)" = "## end" ]'
cat m?.fp | sg-store -d ix
cat m?.fp | sg-store -d "$(db m w)"
for q in clip fast none; do
	ok "$q: candidate by candidate as in a directory" 'sg-match -d ix -e 10 $q.fp >a; s=$?; rc $s ask -e 10 $q.fp && diff <(rows a) <(rows out)'
done
ok 'it is there'              '[ "$(rows out | wc -l)" -ge 1 ] && rc 0 ask clip.fp && [ "$(rows out | sed -n 2p | cut -f 3)" = m2 ]'
ok 'timeline, JSON, landmarks' 'for o in -T -j -L; do sg-match -d ix $o clip.fp >a; rc 0 ask $o clip.fp && diff <(rows a) <(rows out) || exit 1; done'
figures() { sed -n '/^\(profile\|recordings\|hours\|postings\|peaks\|lists\|list_[a-z0-9]*\)\t/p' "$1"; }
ok 'stat: as of a directory'  'sg-index -d ix stat >a && rc 0 sg-index -d "$(db m r)" stat && diff <(figures a) <(figures out) && [ "$(figures out | wc -l)" -ge 8 ] && grep -qx "fresh	$(ls m?.fp | wc -l)" out'
ok 'and compacted'            'sg-index -d "$(db m)" compact && rc 0 sg-index -d "$(db m r)" stat && diff <(figures a) <(figures out) && grep -qx "fresh	0" out'
ok 'the seed'\''s profile, beside it' 'for i in 1 2; do music $i 30 16000 | sg-decode -r 16000 | sg-hash -p sonicgen -i m$i; done >seed.fp && sg-store -d ixs seed.fp && sg-store -d "$(db m w)" seed.fp && sg-match -d ixs seed.fp >a && rc 0 ask seed.fp && diff <(rows a) <(rows out) && rc 0 ask clip.fp'
ok 'which of the two, is asked' 'rc 2 sg-index -d "$(db m r)" stat && says "which? -p: sg1 sonicgen" && rc 0 sg-index -d "$(db m r)" -p sonicgen stat && grep -qx "profile	sonicgen" out'
ok 'what was searched'        'ask clip.fp | grep -qE "^## as-of [0-9]+:[0-9]+:"'
ok 'what is new'              'sg-store -d "$(db m w)" none.fp && rc 0 ask none.fp && rows out | grep -q "	none	"'
ok 'what is gone'             'sg-index -d "$(db m)" rm m2 && rc 1 ask clip.fp'
ok 'what is another now'      'sed "s/^m1\t/m3\t/; s/^\(## rec \)m1/\1m3/" m1.fp | sg-store -d "$(db m w)" && rc 1 ask fast.fp && music 1 30 16000 | sg-decode -s 4 -t 8 | sg-hash -i q >q.fp && rc 0 ask q.fp && [ "$(rows out | cut -f 3 | tail -n +2 | sort | xargs)" = "m1 m3" ]'
ok 'the same from a new one'  'rows out >a && XDG_CACHE_HOME=$tmp/cache2 rc 0 ask q.fp && diff <(rows out | sort -k 3) <(sort -k 3 a)'
four() { # at once, of which each finds all
	local i pids=()
	for i in 1 2 3 4; do XDG_CACHE_HOME=$tmp/cache3 sg-match -d "$(db m r)" q.fp >"o$i" & pids+=($!); done
	wait "${pids[@]}"
	for i in 1 2 3 4; do [ "$(rows "o$i" | wc -l)" -eq 3 ] || return; done
}
ok 'four at once, from nothing' four
ok 'for us alone'             '[ "$(stat -c %a cache/sonicgen)" = 700 ]'
ok 'deleted: it comes again'  'rm -rf cache && rc 0 ask q.fp && [ -d cache/sonicgen ]'
ok 'no place for it'          'touch f && XDG_CACHE_HOME=$tmp/f rc 2 ask q.fp && says "Not a directory"'
ok 'a database without our tables' 'sql postgres -c "create database none" && rc 2 sg-match -d "$(db none)" q.fp && says "sg-queue init"'
ok 'no server: later'         'rc 75 sg-match -d "postgresql://u:hush@127.0.0.1:1/x" q.fp && says "PostgreSQL: " && ! says hush'
done_testing
