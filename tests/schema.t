#!/bin/bash
# shellcheck disable=SC2016,SC2094 # ok evaluates
# sql/: repeatable, what each role may not do, the queue in SQL.
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/lib.sh"
plain_only 'SQL'
# shellcheck source=tests/pg.sh
. "$here/tests/pg.sh"

pg_start
apply() {
	local f args=()
	for f in "$here"/sql/[0-9]*.sql; do args+=(-f "$f"); done
	psql -Xq -1 -v ON_ERROR_STOP=1 -d "$1" "${args[@]}" 2>&1
}
sql postgres -c 'create database a' -c 'create database b' \
    -c 'create role w login' -c 'create role c login' -c 'create role r login' \
    -c 'create role nobody_in_particular login' -c 'create role boss login createrole'
ok 'applied with plain psql'  'apply a >out && [ ! -s out ]'
sql a -c 'grant sg_worker to w' -c 'grant sg_compactor to c' -c 'grant sg_reader to r'

# as ROLE STATEMENT: what psql prints
as() { sql a -U "$1" -c "$2" 2>&1; }
# states ROLE: the SQLSTATE of each line of standard input
states() { sed 's/.*/&;\n\\echo :SQLSTATE/' | psql -XAtq -d a -U "$1" -o /dev/null 2>/dev/null; }
# refused ROLE [SQLSTATE]: each line is, for want of a privilege
refused() {
	local n
	tee lines | states "$1" >states && n=$(grep -cx "${2:-42501}" states)
	[ "$n" -gt 0 ] && [ "$n" -eq "$(wc -l <lines)" ] && return
	paste states lines | grep -v "^${2:-42501}" | sed 's/^/# /'
	return 1
}
# store ID TOKEN SEED N: N postings of few hashes, as a program would
store() {
	printf "select sg.store(%s, '%s', sg.profile_of('p8', 'p8 x=1', 8::smallint, 4000000000), 10000, 'SGSEGMT1' || decode(repeat('00', 100), 'hex'),
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
ok 'a body is a segment'      'as w "$(store v2 null 5 10 | sed s/SGSEGMT1/nothing/)" | grep -q "the body of '\''v2'\'' is no segment"'

dump() { pg_dump -d "$(db a)" | grep -v '^.restrict\|^.unrestrict'; }
ok 'repeatable: not a byte of the dump changes' 'dump >before && apply a >out && [ ! -s out ] && dump | diff before -'
ok 'by who is no superuser'   'sql postgres -c "alter database b owner to boss" && sql postgres -c "grant sg_owner to boss" && PGUSER=boss apply b >out && [ ! -s out ]'

# as an earlier version left it
indexes() { sql b -c "select indexdef from pg_indexes where tablename = 'videos' order by 1"; }
indexes >before
sql b -c 'alter table videos drop column nr, add unique (youtube_id)' -c 'drop index videos_youtube, videos_ended' \
    -c 'create index videos_free on videos (coalesce(duration, 0) desc, id) where match_status is null' \
    -c 'create index videos_done on videos (done_token)' -c "select sg.add('f' || i, null, null, i % 2) from generate_series(1, 40) i" 2>/dev/null >old
ok 'of an earlier version'    '! indexes | cmp -s before - && PGUSER=boss apply b >out && [ ! -s out ] && indexes | diff before -'
ok 'the longest first, of equals those that came first' '[ "$(sql b -c "select string_agg(source_id, '\'' '\'' order by duration desc, length(source_id), source_id) from sg.claim('\''w'\'', 23)")" = "$(printf "f%s " {1..39..2})f2 f4 f6" ]'

# what they may not do, each its own
all='public.videos public.channels sg.profile sg.doc sg.fresh sg.segment sg.segment_doc sg.bucket sg.stat sg.digest sg.digest_order sg.decision'
writes() {
	local t
	for t in $all; do
		echo "delete from $t"
		echo "truncate $t"
		echo "insert into $t default values"
		echo "update $t set $(sed -n "s/^$t //p" columns)"
		echo "alter table $t disable row level security"
		echo "drop table $t cascade"
		echo "create trigger x after insert on $t execute function now()"
	done
}
sql a -c "select distinct on (attrelid) attrelid::regclass::text, attname || ' = ' || attname from pg_attribute where attrelid = any ('{${all// /,}}'::regclass[]) and attnum > 0 order by attrelid, attidentity, attnum" |
    sed 's/|/ /; /^sg/!s/^/public./' >columns
ok 'there are no other tables' '[ "$(sql a -c "select count(*) from pg_class where relkind = '\''r'\'' and relnamespace in ('\''sg'\''::regnamespace, '\''public'\''::regnamespace)")" = "$(wc -w <<<"$all")" ] && [ "$(wc -l <columns)" = "$(wc -w <<<"$all")" ]'
cat >owners <<'L'
select sg.remove('{v1}')
select sg.retry()
create table public.x()
create table sg.x()
create schema x
create function sg.x() returns int language sql as 'select 1'
create or replace function sg.retry(text[]) returns bigint language sql as 'select 1'
alter function sg.claim owner to current_user
drop function sg.claim
create policy x on sg.doc using (true)
set role sg_owner
set session authorization admin
copy sg.doc to program 'id'
copy sg.bucket from '/dev/null'
alter role sg_owner login
select nextval('sg.claim_seq')
select setval('sg.claim_seq', 1)
select pg_read_file('/etc/passwd')
L
cat >queues <<'L'
select sg.add('x')
select sg.claim('x')
select sg.heartbeat('{1}', '1s')
select sg.claim_status(1)
select sg.release(1)
select sg.fail(1, 'x')
select sg.finish(1, 'flag')
select sg.stored('a', gen_random_uuid())
select sg.profile_of('x', 'x', 8::smallint, 5)
select sg.digests_put('')
select sg.store(null, 'x', 1::smallint, 1, '', '{}', gen_random_uuid())
select claim_token from videos
select worker from videos
select last_error from videos
select lease_until from videos
select * from videos
L
cat >compactions <<'L'
select sg.compact_begin(1::smallint, true)
select sg.compact_put(1, '{}', '{}', '{}', '{}', '{}')
select sg.compact_count(1, 1)
select sg.compact_end(1, '{}')
select sg.compact_body(1, '')
L
cat >insides <<'L'
select sg.compact_choose(1::smallint, true)
select sg.compact_mine(1)
select sg.occurrences('[]')
select sg.le32('', 1)
L
for role in w c r nobody_in_particular; do
	ok "$role writes to no table" "writes | refused $role"
	ok "$role is not the owner"   "refused $role <owners"
	ok "$role does not call what is inside" "refused $role <insides"
done
for role in c r nobody_in_particular; do
	ok "$role has no part in the queue, and sees no claim" "refused $role <queues"
done
for role in w r nobody_in_particular; do
	ok "$role does not compact" "refused $role <compactions"
done
ok 'a stranger sees nothing'  'for t in $all public.fingerprints public.fingerprint_hashes sg.posting; do echo "select from $t"; done | refused nobody_in_particular && echo "select public.find_fingerprint_candidates('\''[]'\'')" | refused nobody_in_particular'
ok 'a compactor fills only what it began' 'printf "%s\n" "select sg.compact_put(1, '\''{1}'\'', '\''{1}'\'', '\''{1}'\'', '\''{0}'\'', '\''{}'\'')" "select sg.compact_count(1, 1)" "select sg.compact_end(1, '\''{}'\'')" | refused c 55000'
half() { sql a -U c -c 'begin' -c "select seg from sg.compact_begin(1::smallint, true)" -c "select sg.compact_end($1, '{}')" 2>&1; }
ok 'nor ends what has not all postings' 'half 1 | grep -q "segment 1 has 0 postings, its documents have 7000"'
ok 'and what is not public is so everywhere' '[ -z "$(sql a -c "select p.oid::regprocedure from pg_proc p, aclexplode(coalesce(p.proacl, acldefault('\''f'\'', p.proowner))) x where p.pronamespace = '\''sg'\''::regnamespace and x.grantee = 0")" ]'
ok 'every function has its own search path' '[ -z "$(sql a -c "select oid::regprocedure from pg_proc where pronamespace in ('\''sg'\''::regnamespace, '\''public'\''::regnamespace) and not exists (select from unnest(proconfig) c where c = '\''search_path=pg_catalog, pg_temp'\'')")" ]'
ok 'row level security is on everywhere' '[ -z "$(sql a -c "select oid::regclass from pg_class where relkind = '\''r'\'' and relnamespace in ('\''sg'\''::regnamespace, '\''public'\''::regnamespace) and not relrowsecurity")" ]'
sql a -c 'grant usage on schema sg to public' -c 'grant all on all tables in schema public, sg to nobody_in_particular'
ok 'so a grant by mistake opens nothing' 'for t in $all; do echo "select count(*) from $t;"; done | psql -XAtq -d a -U nobody_in_particular | sort | uniq -c | xargs | grep -qx "$(wc -w <<<"$all") 0" && [ "$(as nobody_in_particular "delete from videos returning 1")" = "" ] && as nobody_in_particular "insert into channels values (1)" | grep -q "violates row-level security"'
ok 'and the next application takes back what was public' 'sql a -c "grant select on sg.doc to sg_reader, public" -c "grant delete on videos to sg_worker" -c "grant execute on function sg.retry to public" && apply a && printf "%s\n" "delete from videos" "select sg.retry()" | refused w'
sql a -c 'revoke all on all tables in schema public, sg from nobody_in_particular'
hijack() {
	sql a -U w -c "create temp table videos (like public.videos)" \
	    -c "create function pg_temp.now() returns timestamptz language sql as 'select null::timestamptz'" \
	    -c "set search_path = pg_temp, public" -c "select sg.add('hj')" -c "select count(*) from pg_temp.videos"
}
ok 'functions do not look where the caller looks' '[ "$(hijack)" = "t
0" ] && [ "$(as r "select source_id from videos where source_id = '\''hj'\''")" = hj ]'

# what a service in front of the database does, for a user who may search: a role
# that may become others, a read-only transaction, arguments out of a JSON body
sql a -c 'create role authenticator login noinherit' -c 'create role anon' -c 'create role authenticated' \
    -c 'grant anon, authenticated to authenticator' -c 'grant sg_reader to authenticated'
rest() {
	sql a -U authenticator -c 'begin read only' -c "set local role $1" -c "with a as (select * from json_to_record('$2') as
		(occurrences jsonb, min_matches integer)) select f.* from a, lateral public.find_fingerprint_candidates(
		occurrences => a.occurrences, min_matches => a.min_matches) f" -c commit 2>&1
}
ok 'through REST: who may'    'v2=$(sql a -c "select id from videos where source_id = '\''v2'\''") && [ "$(rest authenticated "{\"occurrences\": $(sql a -c "select jsonb_agg(jsonb_build_object('\''hash'\'', hash, '\''t_ref'\'', t_ref)) from fingerprints where video_id = '\''$v2'\'' and t_ref < 100"), \"min_matches\": 2}" | cut -d "|" -f 1,2)" = "$v2|0" ]'
ok 'and who may not'          'rest anon "{\"occurrences\": []}" | grep -q "permission denied for function" && rest anon "{}" | grep -q "permission denied"'

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
ok 'a link to itself is refused' 'as w "select sg.finish(1, '\''matched'\'', '\''q5'\'')" | grep -q "cannot be a copy of itself"'
ok 'a link to a link goes to its original' 'as w "select sg.finish(3, '\''matched'\'', '\''q2'\'')" >/dev/null && as w "select sg.finish(1, '\''matched'\'', '\''q3'\'')" >/dev/null && [ "$(as r "select a.source_id from videos a join videos b on a.id = b.original_video_id where b.source_id = '\''q5'\''")" = q2 ]'
ok 'an original that is removed frees its links' '[ "$(sql a -c "select sg.remove('\''{q2,nosuch}'\'')")" = q2 ] && [ "$(as r "select count(*) from videos where match_status is null and source_id in ('\''q3'\'', '\''q5'\'')")" = 2 ]'
done_testing
