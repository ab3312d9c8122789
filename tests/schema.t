#!/bin/bash
# shellcheck disable=SC2016 # ok evaluates
# sql/: repeatable, what each role may not do, the seed's search and views.
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/pg.sh
. "$here/tests/pg.sh"

pg_start
apply() {
	local f args=()
	for f in "$here"/sql/*.sql; do args+=(-f "$f"); done
	psql -Xq -1 -v ON_ERROR_STOP=1 -d "$1" "${args[@]}" 2>&1
}
sql postgres -c 'create database a' -c 'create database b' \
    -c 'create role w login' -c 'create role c login' -c 'create role r login' \
    -c 'create role nobody_in_particular login' -c 'create role boss login createrole'
ok 'applied with plain psql'  'apply a >out && [ ! -s out ]'
sql a -c 'grant sg_worker to w' -c 'grant sg_compactor to c' -c 'grant sg_reader to r'

# as ROLE STATEMENT: what psql prints
as() { sql a -U "$1" -c "$2" 2>&1; }
# denied ROLE STATEMENT: refused for want of a privilege, and nothing else
denied() { as "$1" "$2" | grep -q 'ERROR:  permission denied for'; }
# store ID TOKEN SEED N: N postings of few hashes, as a program would
store() {
	printf "select sg.store(%s, '%s', sg.profile_of('p8', 'p8 x=1', 8::smallint, 4000000000), 10000, '\\\\x00',
		(select array_agg(x order by x) from (select (((i::bigint * i %% 97 * %s) %% 3989000000) << 22) + i * 3 %% 10000 as x
		from generate_series(1, %s) i) y), gen_random_uuid())" "$2" "$1" "$3" "$4"
}
ok 'a worker adds'            '[ "$(as w "select sg.add('\''v1'\'', '\''Title'\'', null, 100)")" = t ]'
ok 'and says more'            '[ "$(as w "select sg.add('\''v1'\'', null, '\''http://x'\'')")" = f ] && [ "$(as r "select title, url from videos")" = "Title|http://x" ]'
ok 'a worker stores by hand'  '[ "$(as w "$(store v2 null 3000017 5000)")" = f ]'
ok 'and stores again'         '[ "$(as w "$(store v2 null 3000017 4000)")" = t ]'
ok 'claims'                   'as w "select token, source_id, attempts from sg.claim('\''me'\'')" >out && [ "$(cat out)" = "1|v1|1" ]'
ok 'a claimed video is not stored by hand' 'as w "$(store v1 null 5 10)" | grep -q "'\''v1'\'' is claimed by me"'
ok 'nor with another token'   'as w "$(store v1 7 5 10)" | grep -q "claim 7 of '\''v1'\'' does not hold"'
ok 'nor another with the token' 'as w "$(store v2 1 5 10)" | grep -q "claim 1 of '\''v2'\'' does not hold"'
ok 'with the token it is'     '[ "$(as w "$(store v1 1 7000003 3000)")" = f ] && [ "$(as r "select match_status from videos where source_id = '\''v1'\''")" = fingerprinted ]'
ok 'once'                     'as w "$(store v1 1 7000003 3000)" | grep -q "claim 1 of '\''v1'\'' does not hold"'

apply_twice() {
	pg_dump -d "$(db a)" >before && apply a >out && [ ! -s out ] &&
	    pg_dump -d "$(db a)" >after && diff <(grep -v '^.restrict\|^.unrestrict' before) <(grep -v '^.restrict\|^.unrestrict' after)
}
ok 'repeatable: not a byte of the dump changes' apply_twice
ok 'by who is no superuser'   'sql postgres -c "alter database b owner to boss" && sql postgres -c "grant sg_owner to boss" && PGUSER=boss apply b >out && [ ! -s out ]'

# what they may not do, each its own
all='public.videos public.channels sg.profile sg.doc sg.fresh sg.segment sg.segment_doc sg.bucket sg.stat sg.frequent sg.digest'
for role in w c r nobody_in_particular; do
	n=0
	for t in $all; do
		denied $role "delete from $t" && denied $role "truncate $t" &&
		    denied $role "insert into $t default values" &&
		    denied $role "update $t set $(sql a -c "select attname || ' = ' || attname from pg_attribute where attrelid = '$t'::regclass and attnum > 0 order by attidentity, attnum limit 1")" &&
		    n=$((n + 1))
	done
	ok "$role writes to no table" "[ $n -eq 11 ]"
	ok "$role makes nothing in public or sg" "denied $role 'create table public.x()' && denied $role 'create table sg.x()' && denied $role 'create schema x'"
	ok "$role drops nothing" "as $role 'drop table public.videos' | grep -q 'must be owner' || denied $role 'drop table sg.doc'"
	ok "$role neither removes nor unflags" "denied $role \"select sg.remove('{v1}')\" && denied $role 'select sg.retry()'"
	ok "$role does not call what is inside" "denied $role 'select sg.count_hashes(1::smallint)' && denied $role 'select sg.compact_profile(1::smallint, true)'"
	ok "$role is not the owner" "as $role 'set role sg_owner' | grep -q 'permission denied to set role'"
done
for role in c r nobody_in_particular; do
	ok "$role has no part in the queue" "for f in \"add('x')\" \"claim('x')\" \"heartbeat('{1}', '1s')\" 'release(1)' \"fail(1, 'x')\" \"finish(1, 'flag')\" \"stored('a', gen_random_uuid())\"; do denied $role \"select sg.\$f\" || exit; done"
	ok "$role stores nothing"  "denied $role \"select sg.store(null, 'x', 1::smallint, 1, '', '{}', gen_random_uuid())\""
	ok "$role sees no claim"   "for f in claim_token worker last_error lease_until; do denied $role \"select \$f from videos\" || exit; done"
done
for role in w r nobody_in_particular; do
	ok "$role does not compact" "denied $role 'select sg.compact()'"
done
ok 'a stranger sees nothing'  'n=0; for t in $all fingerprints fingerprint_hashes; do denied nobody_in_particular "select from $t" && n=$((n + 1)); done; [ $n -eq 13 ] && denied nobody_in_particular "select public.find_fingerprint_candidates('\''[]'\'')"'
sql a -c 'grant usage on schema sg to public' -c 'grant all on all tables in schema public, sg to nobody_in_particular'
ok 'nor after a grant by mistake: row level security' 'n=0; for t in $all; do [ "$(as nobody_in_particular "select count(*) from $t")" = 0 ] && n=$((n + 1)); done; [ $n -eq 11 ] && [ "$(as nobody_in_particular "delete from videos returning 1")" = "" ] && as nobody_in_particular "insert into channels values (1)" | grep -q "violates row-level security"'
ok 'and the next application takes back what was public' 'sql a -c "grant select on sg.doc to sg_reader, public" -c "grant delete on videos to sg_worker" && apply a && denied w "delete from videos"'
sql a -c 'revoke all on all tables in schema public, sg from nobody_in_particular'
hijack() {
	sql a -U w -c "create temp table videos (like public.videos)" \
	    -c "create function pg_temp.now() returns timestamptz language sql as 'select null::timestamptz'" \
	    -c "set search_path = pg_temp, public" -c "select sg.add('hj')" -c "select count(*) from pg_temp.videos"
}
ok 'functions do not look where the caller looks' '[ "$(hijack)" = "t
0" ] && [ "$(as r "select source_id from videos where source_id = '\''hj'\''")" = hj ]'

# the queue in SQL
q() { as w "select source_id from sg.claim($*)"; }
sql a -c 'delete from videos' -c "alter sequence sg.claim_seq restart" \
    -c "select sg.add('q' || i, p_duration => i) from generate_series(1, 5) i" >/dev/null
ok 'longest first'            '[ "$(q "'\''x'\'', 2" | xargs)" = "q5 q4" ]'
ok 'then the others'          '[ "$(q "'\''x'\'', 9" | xargs)" = "q3 q2 q1" ] && [ -z "$(q "'\''x'\''")" ]'
ok 'heartbeat says which hold' '[ "$(as w "select sg.heartbeat('\''{1,99}'\'', '\''1 hour'\'')")" = 1 ]'
ok 'released: later'          '[ "$(as w "select sg.release(2, '\''busy'\'', '\''0'\'')")" = t ] && [ "$(as w "select token, source_id, attempts from sg.claim('\''y'\'')")" = "6|q4|1" ]'
ok 'the old token is void'    '[ "$(as w "select sg.release(2)")" = f ] && [ -z "$(as w "select sg.fail(2, '\''x'\'')")" ] && as w "select sg.finish(2, '\''too_short'\'')" | grep -q "claim 2 does not hold"'
ok 'failed: again, then flagged' '[ "$(as w "select sg.fail(6, '\''e1'\'', 2, '\''0'\'')")" = "" ] && q "'\''y'\''" >/dev/null && [ "$(as w "select sg.fail(7, '\''e2'\'', 2)")" = flag ] && [ "$(as w "select last_error from videos where source_id = '\''q4'\''")" = e2 ]'
ok 'lost: claimed by others first' 'sql a -c "update videos set lease_until = now() - interval '\''1 s'\'' where source_id = '\''q1'\''" && [ "$(q "'\''z'\'', 1")" = q1 ]'
ok 'lost too often: flagged'  'sql a -c "update videos set lease_until = now() - interval '\''1 s'\'', attempts = 3 where source_id = '\''q1'\''" && [ -z "$(q "'\''z'\''")" ] && as w "select match_status, last_error from videos where source_id = '\''q1'\''" | grep -q "^flag|claimed 3 times, the last time by z, and never finished$"'
ok 'a link needs an original' 'as w "select sg.finish(1, '\''matched'\'')" | grep -q "matched has an original" && as w "select sg.finish(1, '\''matched'\'', '\''nosuch'\'')" | grep -q "no video '\''nosuch'\''"'
ok 'a link to itself is refused' 'as w "select sg.finish(1, '\''matched'\'', '\''q5'\'')" | grep -q videos_no_self_link'
ok 'a link to a link goes to its original' 'as w "select sg.finish(3, '\''matched'\'', '\''q2'\'')" >/dev/null && as w "select sg.finish(1, '\''matched'\'', '\''q3'\'')" >/dev/null && [ "$(as r "select a.source_id from videos a join videos b on a.id = b.original_video_id where b.source_id = '\''q5'\''")" = q2 ]'
ok 'an original that is removed frees its links' '[ "$(sql a -c "select sg.remove('\''{q2,nosuch}'\'')")" = q2 ] && [ "$(as r "select count(*) from videos where match_status is null and source_id in ('\''q3'\'', '\''q5'\'')")" = 2 ]'

# the seed's search: a row for each posting, and the same rules
sql a -c 'delete from videos'
cat >plain.sql <<'S'
create table plain as select hash, video_id, t_ref from fingerprints;
create or replace function plain_search(o jsonb, ignore float8, least_m int, most int, lim int)
returns table (video_id uuid, delta int, hashes bigint, matches bigint) language sql as $$
	with counted as (select hash, row_number() over (order by count(*) desc, hash) r, count(*) over () n from plain group by hash),
	q as (select distinct e->>'hash' hash, (e->>'t_ref')::int t from jsonb_array_elements(o) e),
	post as (select p.*, row_number() over (partition by p.hash order by p.video_id, p.t_ref) i from plain p
		where p.hash in (select hash from q) and p.hash not in (select hash from counted where r <= floor(n * ignore))),
	hit as (select p.video_id, p.t_ref - q.t d, p.hash from post p join q using (hash) where i <= most),
	win as (select c.video_id, c.d, count(*) m, count(distinct h.hash) k
		from (select distinct video_id, d from hit) c join hit h on h.video_id = c.video_id and h.d between c.d - 1 and c.d + 1
		group by 1, 2),
	best as (select distinct on (video_id) * from win where m >= least_m order by video_id, m desc, d)
	select video_id, d, k, m from best order by m desc, k desc, video_id limit lim $$;
create or replace function clip(v text, a int, b int, shift int) returns jsonb language sql as $$
	select jsonb_agg(jsonb_build_object('hash', hash, 't_ref', t_ref - a + case when t_ref % 5 = 0 then shift else 0 end))
	from fingerprints f join videos on id = video_id where source_id = v and t_ref between a and b $$;
S
for i in 1 2 3 4 5 6 7 8; do as w "$(store "s$i" null "$((3000017 + i % 5 * 1000003))" "$((900 + i * 100))")"; done >/dev/null
sql a -f plain.sql
compare() {
	local v a n=0 args
	for v in 1 3 6 8; do
		for args in '0, 6, 1000, 50' '0, 1, 1000, 3' '0, 2, 20, 50' '0.05, 2, 100000, 50' '0.02, 1, 7, 50'; do
			a=$((v * 150))
			sql a -c "select * from public.find_fingerprint_candidates(clip('s$v', $a, $((a + 300)), 1), $args)" >got || return
			sql a -c "select * from plain_search(clip('s$v', $a, $((a + 300)), 1), $args)" >want || return
			diff got want || return
			n=$((n + $(wc -l <want)))
		done
	done
	[ "$n" -gt 25 ]
}
exact() {
	[ "$(sql a -c 'select count(*), count(distinct (hash, video_id, t_ref)), sum(t_ref) from fingerprints')" = \
	  "$(sql a -c 'select count(*), count(distinct (hash, video_id, t_ref)), sum(t_ref) from plain')" ] &&
	[ -z "$(sql a -c '(select hash, video_id, t_ref from fingerprints except all table plain) union all (table plain except all select hash, video_id, t_ref from fingerprints)')" ] &&
	[ -z "$(sql a -c 'table fingerprint_hashes except select hash, count(*), count(distinct video_id) from plain group by 1')" ]
}
renew() { sql a -c 'drop table plain' -c 'create table plain as select hash, video_id, t_ref from fingerprints'; }
ok 'hashes are 8 digits'      'sql a -c "select hash from plain" | grep -cvE "^[0-9a-f]{8}$" | grep -qx 0'
ok 'all fresh: as a row for each posting' 'sql a -c "select sg.count_hashes(profile) from sg.profile" >/dev/null && compare'
ok 'compaction makes a segment' '[ "$(as c "select sg.compact()")" = 1 ] && [ "$(as r "select count(*) from sg.fresh")" = 0 ] && [ "$(as r "select count(*) from sg.segment")" = 1 ]'
ok 'and has nothing to do then' '[ "$(as c "select sg.compact()")" = 0 ]'
ok 'the same answers after it' 'exact && compare'
for i in 9 2 10; do as w "$(store "s$i" null "$((3000017 + i % 5 * 1000003))" 700)"; done >/dev/null
sql a -c "select sg.remove('{s5}')" >/dev/null
renew
ok 'stored, replaced and removed since' 'sql a -c "select sg.count_hashes(profile) from sg.profile" >/dev/null && exact && compare'
ok 'and compacted again, all' '[ "$(as c "select sg.compact(true)")" = 1 ] && [ "$(as r "select count(*) from sg.segment_doc")" = 9 ] && exact && compare'
ok 'counts as sums'           '[ "$(as r "select sum(docs), sum(postings) from sg.segment")" = "$(sql a -c "select count(*), sum(postings) from sg.doc")" ]'
ok 'one compaction at a time' 'sql a -c "begin" -c "select sg.compact()" -c "select pg_sleep(2)" -c "commit" >/dev/null & sleep 0.7; [ "$(as c "select sg.compact()")" = -1 ]; e=$?; wait; [ $e -eq 0 ]'
ok 'every reader may search'  '[ -n "$(as r "select * from find_fingerprint_candidates(clip('\''s1'\'', 100, 500, 0))" 2>/dev/null)" ] || [ "$(as r "select count(*) from find_fingerprint_candidates((select jsonb_agg(jsonb_build_object('\''hash'\'', hash, '\''t_ref'\'', t_ref)) from fingerprints where t_ref < 300))")" -gt 1 ]'
for bad in '{}' '[1]' '[{\"hash\":\"x\"}]' '[{\"hash\":\"0000000A\",\"t_ref\":1}]' '[{\"hash\":\"00000001\",\"t_ref\":\"1; drop table videos\"}]'; do
	ok "refused: $bad"    "as r \"select public.find_fingerprint_candidates('$bad')\" | grep -q 'occurrences: want'"
done
ok 'what was not counted is refused' 'as r "select public.find_fingerprint_candidates('\''[]'\'', 0.2)" | grep -q "ignore_fraction: want 0 to 0.05"'
ok 'no clip, no candidate'    '[ -z "$(as r "select * from public.find_fingerprint_candidates('\''[]'\'')")" ]'
done_testing
