#!/bin/bash
# shellcheck disable=SC2016,SC2028,SC2034,SC2119 # ok evaluates
# A database of the seed, taken over: sql/adopt.sql.
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/lib.sh"
plain_only 'SQL'
# shellcheck source=tests/pg.sh
. "$here/tests/pg.sh"

pg_start
export XDG_CACHE_HOME=$tmp/cache
adopt() { psql -XAtq1 -v ON_ERROR_STOP=1 -f "$here/sql/adopt.sql" -d "${1:-a}"; }
row() { sql a -c "$1"; }
for i in 1 2 3 4; do music "$i" 24 16000 | sg-decode -r 16000 | sg-hash -p sonicgen -i "tune000000$i" >"m$i.fp"; done
music 2 24 16000 | sg-decode -r 16000 -s 8 -t 10 | sg-hash -p sonicgen -i clip >clip.fp
uuid() { printf '00000000-0000-4000-8000-%012d' "$1"; }
# the seed's tables, as its code left them: 1 to 4 have rows; 5 is a copy of 2, 6 of
# 5, 7 and 8 of each other, 9 of nothing; others are of every state
{
	sql postgres -c 'create database a'
	sql a <<-'S'
		create table videos (id uuid primary key default gen_random_uuid(), youtube_id text unique, title text,
			duration double precision, original_video_id uuid references videos, match_status text, created_at timestamptz default now());
		create table fingerprints (hash text, video_id uuid references videos on delete cascade, t_ref int, primary key (hash, video_id, t_ref));
		create index on fingerprints (hash, t_ref);
		create table fingerprint_hashes (hash text primary key, total_count bigint, video_count bigint);
		create function fp_occ_after_delete() returns trigger language plpgsql as $$ begin return null; end $$;
		create trigger t after delete on fingerprints for each statement execute function fp_occ_after_delete();
		create function get_stopwords(f float8) returns setof text language sql as $$ select hash from fingerprint_hashes $$;
		create function find_fingerprint_candidates(o jsonb, f float8, m int, h int, l int) returns table (a text) language sql as $$ select ''::text $$;
	S
	{
		echo 'begin; insert into videos (id, youtube_id, title, duration, match_status) values'
		for i in 1 2 3 4; do echo "('$(uuid "$i")', 'tune000000$i', E'Tune \\t $i', 24, 'fingerprinted'),"; done
		for i in 5 6 7 8 9; do echo "('$(uuid $i)', 'copy000000$i', 'Copy $i', 20, 'matched'),"; done
		echo "('$(uuid 10)', 'pend0000010', null, null, 'pending'), ('$(uuid 11)', null, 'no id', 3, null),"
		echo "('$(uuid 12)', 'shrt0000012', 'short', 3, 'too_short'), ('$(uuid 13)', 'flag0000013', 'bad', 3, 'flag'),"
		echo "('$(uuid 14)', 'odd 0000014', 'odd', 3, 'strange'), ('$(uuid 15)', 'none0000015', 'empty', 3, 'fingerprinted');"
		for l in 5,2 6,5 7,8 8,7; do echo "update videos set original_video_id = '$(uuid "${l#*,}")' where id = '$(uuid "${l%,*}")';"; done
		echo 'create temp table r (v text, t int, h text); copy r from stdin;'
		grep -hP '^[^#\t]+\t\d+\t[0-9a-f]{20}$' m?.fp
		printf '%s\n' '\.'
		echo 'insert into fingerprints select distinct r.h, v.id, r.t from r join videos v on v.youtube_id = r.v;'
		echo 'insert into fingerprint_hashes select hash, count(*), count(distinct video_id) from fingerprints group by 1; commit;'
	} | sql a
}
n=$(row 'select count(*) from fingerprints')
row 'select hash, video_id, t_ref from fingerprints order by 1, 2, 3' >was
ok 'ours is not made over it'  '! sg-queue -d "$(db a)" -p sonicgen init 2>err && says adopt.sql'
ok 'moved'                     'rc 0 adopt && grep -q "moved into the schema seed" out && [ "$(row "select count(*) from seed.fingerprints")" = "$n" ]'
ok 'ours is to be made first'  'rc 0 adopt && grep -q "next: sg-queue" out'
ok 'ours beside it'            'rc 0 sg-queue -d "$(db a)" -p sonicgen init'
for d in b c e; do sql postgres -c "create database $d template a"; done
ok 'taken over'                'rc 0 adopt && [ "$(cat out)" = "15 videos, 4 of them packed now, $n postings" ] && [ ! -s err ]'
ok 'the very rows'             '[ "$n" -gt 3000 ] && row "select hash, video_id, t_ref from fingerprints order by 1, 2, 3" | cmp - was'
ok 'and counts'                '[ -z "$(row "select hash, total_count, video_count from seed.fingerprint_hashes except select * from fingerprint_hashes")" ]'
ok 'ids, titles and states'    '[ "$(row "select count(*) from videos v join seed.videos s using (id) where v.title is not distinct from s.title and v.duration is not distinct from s.duration and v.source_id = coalesce(replace(s.youtube_id, '\''odd 0000014'\'', s.id::text), s.id::text)")" = 15 ]'
state() { row "select coalesce(match_status, 'free') || coalesce(' ' || (select o.source_id from videos o where o.id = v.original_video_id), '') from videos v where id = '$(uuid "$1")'"; }
for x in '1 fingerprinted' '5 matched tune0000002' '6 matched tune0000002' '7 free' '8 free' '9 free' '10 free' '11 free' '12 too_short' '13 flag' '14 flag' '15 free'; do
	ok "$x"                '[ "$(state "${x%% *}")" = "${x#* }" ]'
done
ok 'a clip is found'           'rc 0 sg-match -d "$(db a)" clip.fp && [ "$(grep -v "^#" out | cut -f 3)" = tune0000002 ]'
ok 'as in a directory'         'cat m?.fp | sg-store -d ix && sg-match -d ix clip.fp | grep -v "^##" >a && sg-match -d "$(db a)" clip.fp | grep -v "^##" | sed "s/Tune.*/-/" | diff a -'
q=$(grep -P '^[^#\t]+\t\d+\t[0-9a-f]{20}$' clip.fp | awk '{ printf "%s{\"hash\": \"%s\", \"t_ref\": %d}", s, $3, $2; s = ", " }')
ok 'by SQL'                    '[ "$(row "select v.source_id from find_fingerprint_candidates('\''[$q]'\'') c join videos v on v.id = c.video_id limit 1")" = tune0000002 ]'
ok 'again: nothing is new'     'rc 0 adopt && grep -q "0 of them packed now, 0 postings" out'
ok 'compacted, the very rows'  'sql postgres -c "create role c login" && row "grant sg_compactor to c" && rc 0 sg-index -d "$(db a c)" compact && row "select hash, video_id, t_ref from fingerprints order by 1, 2, 3" | cmp - was && rc 0 sg-index -d "$(db a)" check'
ok 'without the seed'          'row "set client_min_messages = warning; drop schema seed cascade" && rc 0 sg-match -d "$(db a)" clip.fp && rc 0 adopt && grep -q "nothing of the seed" out'
# what cannot be taken over is not, none of it
bad() { # NAME SQL MESSAGE
	sql "$1" -c "set search_path = seed" -c "$2" &&
		! adopt "$1" >out 2>err && says "$3" && [ "$(sql "$1" -c 'select count(*) from videos')" = 0 ]
}
ok 'another hash'              'bad b "update fingerprints set hash = repeat('\''f'\'', 20) where ctid = '\''(0,1)'\''" "the hash '\''ffffffffffffffffffff'\'' is none"'
ok 'a time before the start'   'bad c "update fingerprints set t_ref = -1 where ctid = '\''(0,1)'\''" "t_ref is not in"'
ok 'counters that are off'     'sql e -c "update seed.fingerprint_hashes set total_count = total_count + 1" && rc 0 adopt e && says "counters say"'
done_testing
