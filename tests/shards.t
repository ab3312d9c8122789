#!/bin/bash
# shellcheck disable=SC2016,SC2034 # ok evaluates
# Several -d: directories, then three servers of which one goes away.
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/pg.sh
. "$here/tests/pg.sh"

export XDG_CACHE_HOME=$tmp/cache
for i in 1 2 3 4 5 6 7 8; do music "$i" 20 | sg-decode | sg-hash -i "m$i"; done >all.fp
for i in 2 5 7; do music "$i" 20 | sg-decode -s 6 -t 8 | sg-hash -i "q$i"; done >q.fp
music 5 20 | sox -D -t au - -t wav - speed 1.1 rate 8000 2>/dev/null | sg-decode -s 3 -t 10 | sg-hash -i fast >fast.fp
music 99 8 | sg-decode | sg-hash -i none >>q.fp
# as they are: the warps are match.t's
match() { sg-match -w none -e 10 "$@"; }
rows() { grep -v '^##' "$1"; }
ids() { sg-index -d "$1" ls | grep -v '^#' | cut -f 1 | sort | xargs; }
dirs=(-d s1 -d s2 -d s3)

sg-store -d one all.fp
match -d one q.fp >a
ok 'dealt out'                'rc 0 sg-store -v "${dirs[@]}" all.fp && [ "$(grep -c "stored [1-9]" err)" -eq 3 ]'
ok 'each is in one of them'   '[ "$(for i in 1 2 3; do ids s$i; done | xargs -n 1 | sort | xargs)" = "$(ids one)" ]'
ok 'stored again, replaced'   'for i in 1 2 3; do ids s$i; done >before && rc 0 sg-store -v "${dirs[@]}" all.fp && for i in 1 2 3; do ids s$i; done | diff before - && ! grep -q "replaced 0" err'
ok '-e: the same ones'        'rc 0 sg-store -e -d e1 -d e2 -d e3 all.fp && for i in 1 2 3; do ids e$i; done | diff before -'
ok '-e: and an empty one'     'sg-index -d one dump m1 | rc 0 sg-store -e -d g1 -d g2 -d g3 && match -d g1 -d g2 -d g3 all.fp >/dev/null'
ok 'with one more, some move' 'sg-store "${dirs[@]}" -d s4 all.fp && n=$(ids s4 | wc -w) && [ "$n" -gt 0 ] && [ "$n" -lt 6 ] && for i in 1 2 3; do ids s$i; done | diff before -'
ok 'asked, one index'         'rc 0 match "${dirs[@]}" q.fp && diff <(rows a | sort) <(rows out | sort)'
ok 'at another speed'         'sg-match -d one fast.fp >b && rc 0 sg-match "${dirs[@]}" fast.fp && diff <(rows b) <(rows out) && rows out | grep -q "	m5	"'
san_enough
ok 'in any order of them'     'rc 0 match -d s3 -d s1 -d s2 q.fp && diff <(rows a | sort) <(rows out | sort)'
ok 'timeline, JSON, -x'       'for o in -T -j -x; do match -d one $o q.fp >b; s=$?; rc $s match "${dirs[@]}" $o q.fp && diff <(rows b | sort) <(rows out | sort) || break; done'
ok 'one is not there'         'rc 2 sg-match "${dirs[@]}" -d none q.fp && says "no index at none"'
ok 'one is of another profile' 'music 1 20 16000 | sg-decode -r 16000 | sg-hash -p sonicgen -i x | sg-store -d seed && rc 2 sg-match "${dirs[@]}" -d seed q.fp && says "want profile sonicgen of the index seed, got sg1"'
ok 'partial: said, marked'    'rc 0 match --partial -d s1 -d none -d s2 -d s3 q.fp && says "without -d 2 of 4: no index at none" && grep -qx "## partial 3 of 4" out && diff <(rows a | sort) <(rows out | sort)'
ok 'partial: marked in JSON'  'rc 0 match -P -j "${dirs[@]}" -d none q.fp && [ "$(jq -c .partial out | sort -u)" = 3 ]'
ok 'partial, and whole'       'rc 0 match -P "${dirs[@]}" q.fp && ! grep -q partial out && [ ! -s err ]'
ok 'partial: nothing is not no' 'music 99 8 | sg-decode | sg-hash -i none >n.fp; rc 75 sg-match -w none -P "${dirs[@]}" -d none n.fp && rc 1 sg-match -w none -P "${dirs[@]}" n.fp'
ok 'partial: all are missing' 'rc 2 sg-match -P -d no1 -d no2 n.fp && says "no index at no1"'
ok 'bad input: nothing stored' 'head -c 100000 all.fp >half.fp; rc 2 sg-store -d t1 -d t2 half.fp && [ ! -e t1 ] && [ ! -e t2 ]'
ok 'an unfit one: none stored' '{ cat all.fp; music 1 9 | sg-decode | sg-peaks -i p; } >p.fp; rc 2 sg-store -d t1 -d t2 p.fp && says "no section of hashes" && [ ! -e t1 ] && [ ! -e t2 ]'
ok 'a shard that has nothing yet' 'sg-index -d one dump -- m1 | rc 0 sg-store -d f1 -d f2 && rc 0 match -d f1 -d f2 all.fp && [ "$(ids f1) $(ids f2)" = "m1 " -o "$(ids f1) $(ids f2)" = " m1" ]'
ok 'too many'                 'rc 2 sg-match $(printf -- "-d x%.0s " {1..65}) n.fp && says usage'

urls=()
for i in 1 2 3; do
	pg_up "pg$i"
	PGHOST=$tmp/pg$i sql postgres -c "create database shard$i"
	urls+=(-d "$(db "shard$i" admin "pg$i")")
	sg-queue -d "$(db "shard$i" admin "pg$i")" init
done
ok 'three servers: dealt out' 'rc 0 sg-store -v "${urls[@]}" all.fp && [ "$(grep -c "stored [1-9]" err)" -eq 3 ]'
ok 'as in the directories'    'for i in 1 2 3; do [ "$(ids s$i)" = "$(ids "$(db shard$i admin pg$i)")" ] || exit 1; done'
ok 'asked, one index'         'rc 0 match "${urls[@]}" q.fp && diff <(rows a | sort) <(rows out | sort)'
ok 'a server and directories' 'rc 0 match -d s1 "${urls[@]:2:2}" -d s3 q.fp && diff <(rows a | sort) <(rows out | sort)'
pg_stop immediate pg2
ok 'one went away: later'     'rc 75 sg-match "${urls[@]}" q.fp && says "PostgreSQL: " && [ ! -s out ]'
ok 'stored in the others, told' 'rc 75 sg-store "${urls[@]}" all.fp && says "PostgreSQL: "'
ok 'partial'                  'rc 0 match --partial "${urls[@]}" q.fp && says "without -d 2 of 3: " && grep -qx "## partial 2 of 3" out && diff <(match -d s1 -d s3 q.fp | grep -v "^##" | sort) <(rows out | sort)'
pg_up pg2
ok 'it came back'             'rc 0 match --partial "${urls[@]}" q.fp && ! grep -q partial out && diff <(rows a | sort) <(rows out | sort)'
done_testing
