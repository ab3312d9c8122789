#!/bin/bash
# shellcheck disable=SC2016,SC2317 # ok evaluates
# Workers, stores, compactions and pulls are killed while they work, and the
# server crashes. tests/long/kill-pg.t does so for longer.
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/lib.sh"
plain_only 'kills, and what they leave'
# shellcheck source=tests/fp.sh
. "$here/tests/fp.sh"
# shellcheck source=tests/pg.sh
. "$here/tests/pg.sh"
# shellcheck source=tests/kill.sh
. "$here/tests/kill.sh"

pg_start
sql postgres -c 'create database k' -c 'create role w login' -c 'create role c login' -c 'create role r login'
sg-queue -d "$(db k)" init
sql k -c 'grant sg_worker to w' -c 'grant sg_compactor to c' -c 'grant sg_reader to r'
ok 'killed, and crashed'      'campaign k "${KILLS:-6}" "${VIDEOS:-14}" 2>/dev/null'
ok 'nothing lost, halved or done twice' 'exact k "${VIDEOS:-14}"'
ok 'no segment is left without postings' '[ "$(sql k -c "select count(*) from sg.segment s where not exists (select from sg.bucket b where b.seg = s.seg)")" = 0 ] && sg-index -d "$(db k c)" merge && sg-index -d "$(db k r)" check'
ok 'nobody holds a lock'      '[ "$(sql k -c "select count(*) from pg_locks where locktype = '\''advisory'\''")" = 0 ]'
done_testing
