#!/bin/bash
# shellcheck disable=SC2016,SC2034,SC2317 # ok evaluates
# Clocks that are wrong, and clocks that jump: of workers, and of the server.
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/lib.sh"
plain_only 'clocks'
# shellcheck source=tests/pg.sh
. "$here/tests/pg.sh"
fake=$(ls /usr/lib/*/faketime/libfaketime.so.1)

# the server's clock is what the file says, from one moment to the next
echo '+0' >server
chmod 644 server
pg_start
pg_stop fast
pg_fake=(env LD_PRELOAD="$fake" FAKETIME_TIMESTAMP_FILE="$tmp/server" FAKETIME_NO_CACHE=1 FAKETIME_DONT_FAKE_MONOTONIC=1)
plain_as=("${pg_as[@]}")
pg_as+=("${pg_fake[@]}")
pg_start
pg_as=("${plain_as[@]}")
sql postgres -c 'create database c'
SG_DB=$(db c)
export SG_DB
sg-queue init
videos() { { printf '## sg videos 1\n# id\n'; printf '%s\n' "$@"; echo '## end'; } | sg-queue add; }
rows() { grep -v '^#' "$1"; }
status() { sg-queue ls "$1" | rows - | cut -f 2; }
# off OFFSET COMMAND: with a clock that is wrong by so much
off() { LD_PRELOAD=$fake FAKETIME=$1 FAKETIME_DONT_FAKE_MONOTONIC=1 "${@:2}"; }
ok 'a clock that is wrong'   '[ "$(off -3d date +%s)" -lt $(($(date +%s) - 200000)) ]'
ok 'and of the server'       'echo +2d >server && [ "$(sql c -c "select extract(epoch from clock_timestamp())::bigint")" -gt $(($(date +%s) + 100000)) ]; s=$?; echo +0 >server; [ $s -eq 0 ]'

# hosts of which each has another time share a queue: only the server's counts
mapfile -t ids < <(seq -f v%g 60)
videos "${ids[@]}"
for at in -400d -3h -7s +0 +7s +1h +30d; do
	off "$at" sg-queue -w "host$at" -l 20 run -j 2 -- sh -c 'sleep 0.$((${1#v} % 10)); echo "$1" >>log; sg-queue finish too_short' x 2>>err.all &
	workers+=($!)
done
wait "${workers[@]}"
ok 'all done, each once'     '[ "$(sort log | uniq -c | awk "\$1 != 1" | wc -l)" -eq 0 ] && [ "$(wc -l <log)" -eq 60 ] && [ "$(sg-queue stat)" = "too_short	60" ]'
videos s1
ok 'a lease ends by the server' 'off -1d sg-queue -l 5 claim >c1 && [ "$(off +30d sg-queue claim | rows - | wc -l)" -eq 0 ] && sleep 5.1 && off -30d sg-queue claim >c2 && [ "$(rows c2 | cut -f 2)" = s1 ] && SG_CLAIM=$(rows c2 | cut -f 1) sg-queue finish too_short'

# a worker's clock jumps while it works: its lease goes on
videos j1
echo '+0' >mine
(
	sleep 1
	echo '+2d' >mine
	sleep 1.5
	echo '-2d' >mine
) &
ok 'a jump of the worker'    'LD_PRELOAD=$fake FAKETIME_TIMESTAMP_FILE=$PWD/mine FAKETIME_NO_CACHE=1 FAKETIME_DONT_FAKE_MONOTONIC=1 rc 0 sg-queue -l 5 -v run -- sh -c "env -u LD_PRELOAD sleep 7; env -u LD_PRELOAD sg-queue claim >stolen; sg-queue finish too_short" && says "1 done" && [ "$(rows stolen | wc -l)" -eq 0 ] && [ "$(status j1)" = too_short ]'
wait

# the server's: forward, all leases end at once, and who had one is refused
videos f1
read -r token _ < <(sg-queue -l 600 claim | rows -)
echo '+1d' >server
read -r second id < <(sg-queue -l 600 claim | rows - | cut -f 1,2)
ok 'forward: claimed anew'   '[ "$id" = f1 ] && [ "$second" != "$token" ]'
ok 'the first is refused'    'SG_CLAIM=$token rc 2 sg-queue finish too_short && [ "$(status f1)" = pending ]'
ok 'the second is not'       'SG_CLAIM=$second rc 0 sg-queue finish too_short && [ "$(status f1)" = too_short ]'
# back: a lease lasts as much longer, unless its worker lives and prolongs it
videos b1
read -r token _ < <(sg-queue -l 2 claim | rows -)
echo '+0' >server
sleep 2.1
ok 'back: a dead one keeps it' '[ "$(sg-queue claim | rows - | wc -l)" -eq 0 ] && sg-queue ls b1 | rows - | cut -f 7 | awk "{ exit !(\$1 > 80000) }"'
ok 'until it is taken away'  'SG_CLAIM=$token rc 0 sg-queue release && sql c -c "update videos set not_before = null" && sg-queue claim >c3 && [ "$(rows c3 | cut -f 2)" = b1 ] && SG_CLAIM=$(rows c3 | cut -f 1) sg-queue finish too_short'
echo '+1d' >server
videos b2
(
	sleep 1
	echo '+0' >server
) &
ok 'a living one is not lost' 'rc 0 sg-queue -l 5 -v run -- sh -c "sleep 7; sg-queue ls b2 >during; sg-queue finish too_short" && says "1 done" && [ "$(rows during | cut -f 7)" -le 5 ] && [ "$(status b2)" = too_short ]'
wait
done_testing
