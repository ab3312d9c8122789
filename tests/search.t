#!/bin/bash
# shellcheck disable=SC2016,SC2317,SC2094,SC2119,SC2120 # ok evaluates
# The seed's search and the views in PostgreSQL, against a row for each posting.
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/lib.sh"
plain_only 'SQL'
# shellcheck source=tests/pg.sh
. "$here/tests/pg.sh"

pg_start
sql postgres -c 'create database a' -c 'create role w login' -c 'create role c login' -c 'create role r login'
SG_DB=$(db a) sg-queue init
sql a -c 'grant sg_worker to w' -c 'grant sg_compactor to c' -c 'grant sg_reader to r'
store() { sg-store -d "$(db a w)" "$@"; }
compact() { sg-index -d "$(db a c)" compact; }

# recordings, each with a fingerprint of both profiles; m7 is m1 from 8 s on
for i in 1 2 3 4 5 6 7 8; do
	music $((i == 7 ? 1 : i)) 24 16000 | sg-decode -r 16000 -s $((i == 7 ? 8 : 0)) - >au
	sg-hash -p sonicgen -i m$i au >m$i.20
	sg-decode au | sg-hash -i m$i >m$i.8
done
# short ones, of which a posting is looked up, not a hash
for i in 1 2 3; do
	for d in 8 20; do sg-segment -W 2 -S 9 m$i.$d | sed "s/^m\(.\)@/s\1@/; s/^## rec m/## rec s/" >s$i.$d; done
done
# what they are in rows: id, t_ref, hash as a number, and as text
rows() {
	perl -MDigest::SHA=sha1_hex -e 'for (@ARGV) { open F, $_; while (<F>) {
		next unless /^([^#\t]*)\t(\d+)\t([0-9a-f]{8}|[0-9a-f]{20})$/; push @r, [$1, $2, $3]; $seed |= length $3 == 20 } }
		if ($seed) { for my $f1 (0 .. 371) { for my $f2 (0 .. 371) { $c = ($f1 * 372 + $f2) * 16;
			$n{substr sha1_hex("$f1|$f2|" . 2 * $_), 0, 20} = $c + $_ for grep { 1 } 0 .. 15 } } }
		print join("\t", $_->[0], $_->[1], length $_->[2] == 20 ? $n{$_->[2]} : hex $_->[2], $_->[2]), "\n" for @r' "$@"
}
rows m?.8 s?.8 m?.20 s?.20 >rows
ok 'a digest has a number'    '[ "$(wc -l <rows)" -gt 9000 ] && ! grep -qP "\t\t" rows'

sql a <<'S'
create table stored (id text, t_ref int, h bigint, hash text);
\copy stored from rows
create table plain (video_id uuid, t_ref int, h bigint, hash text);
create index on plain (hash);
create table counted (hash text primary key, r bigint, n bigint);
create procedure keep(ids text[], digits int) language sql as $$
	delete from plain p using videos v where v.id = p.video_id and v.source_id = any (ids) and length(hash) = digits;
	insert into plain select v.id, s.t_ref, s.h, s.hash from stored s join videos v on v.source_id = s.id
		where s.id = any (ids) and length(s.hash) = digits $$;
create procedure recount() language sql as $$
	truncate counted;
	insert into counted select hash, row_number() over (partition by length(hash) order by count(*) desc, h),
		count(*) over (partition by length(hash)) from plain group by hash, h $$;
create function plain_search(o jsonb, ignore float8, least_m int, most int, lim int)
returns table (video_id uuid, delta int, hashes bigint, matches bigint) language sql as $$
	with q as (select distinct e->>'hash' hash, (e->>'t_ref')::int t from jsonb_array_elements(o) e),
	post as (select p.*, row_number() over (partition by p.hash order by p.video_id, p.t_ref) i from plain p
		where p.hash in (select hash from q) and p.hash not in (select hash from counted where r <= floor(n * ignore))),
	hit as (select p.video_id, p.t_ref - q.t d, p.hash from post p join q using (hash) where i <= most),
	win as (select c.video_id, c.d, count(*) m, count(distinct h.hash) k
		from (select distinct video_id, d from hit) c join hit h on h.video_id = c.video_id and h.d between c.d - 1 and c.d + 1
		group by 1, 2),
	best as (select distinct on (video_id) * from win where m >= least_m order by video_id, m desc, d)
	select video_id, d, k, m from best order by m desc, k desc, video_id limit lim $$;
-- frames a to b of a recording, one in five moved by a frame
create function clip(v text, digits int, a int, b int) returns jsonb language sql as $$
	select jsonb_agg(jsonb_build_object('hash', hash, 't_ref', t_ref - a + case when t_ref % 5 = 0 then 1 else 0 end))
	from stored where id = v and length(hash) = digits and t_ref between a and b $$;
-- how many rows were compared
create function compare() returns bigint language plpgsql as $$
declare
	c record;
	n bigint := 0;
	want text[];
	got text[];
begin
	for c in select v, digits, a, ignore, least_m, most, lim, clip(v, digits, a, a + length) o
		from (values ('m1', 100, 200), ('m7', 500, 300), ('m4', 0, 1500), ('m8', 300, 30)) s(v, a, length), (values (8), (20)) d(digits),
		(values (0, 6, 1000, 50), (0, 1, 1000, 3), (0.01, 2, 1000, 50), (0.05, 2, 100000, 50), (0.02, 1, 2, 50), (0, 3, 1, 2)) x(ignore, least_m, most, lim)
	loop
		want := array(select f::text from plain_search(c.o, c.ignore, c.least_m, c.most, c.lim) f);
		got := array(select f::text from public.find_fingerprint_candidates(c.o, c.ignore, c.least_m, c.most, c.lim) f);
		if got <> want then
			raise exception 'clip % % % %: want %, got %', c.v, c.digits, c.ignore, c.most, want, got;
		end if;
		n := n + cardinality(want);
	end loop;
	return n;
end $$;
create view differ as
	(select hash, video_id, t_ref from fingerprints except all select hash, video_id, t_ref from plain)
	union all (select hash, video_id, t_ref from plain except all select hash, video_id, t_ref from fingerprints)
	union all (select hash, null, total_count + video_count from (table fingerprint_hashes except
		select hash, count(*), count(distinct video_id) from plain group by 1) x);
S
# same ROWS: the search and the views are as a row for each posting
same() { [ "$(sql a -c 'select compare()')" -gt "$1" ] && [ -z "$(sql a -c 'table differ limit 3')" ] && sg-index -d "$(db a r)" -p sg1 check && sg-index -d "$(db a r)" -p sonicgen check; }
keep() { sql a -c "call keep('{$1}', 8)" -c "call keep('{$1}', 20)"; }

cat m[1-6].8 s1.8 | store && cat m[1-6].20 s1.20 | store
keep "m1,m2,m3,m4,m5,m6,$(sed -n 's/^## rec //p' s1.8 | sort -u | paste -sd ,)"
ok 'the digests are there'    '[ "$(sql a -c "select count(*), sum(length(digests)) / 10, (select sum(cardinality(p)) from sg.digest_order) from sg.digest")" = "34596|2214144|2214144" ]'
ok 'others are refused'       'sql a -U w -c "select sg.digests_put(decode('\''00'\'', '\''hex'\''))" 2>&1 | grep -q "these are not the digests of sonicgen"'
ok 'all fresh'                'same 70'
ok 'compaction'               'rc 0 compact && [ "$(sql a -c "select count(*), (select count(*) from sg.fresh) from sg.segment")" = "2|0" ]'
sql a -c 'call recount()'
ok 'the same answers after it' 'same 70'
ok 'hashes were counted'      '[ "$(sql a -c "select sum(n) from (select distinct n from counted) c")" = "$(sql a -c "select sum(hashes) from sg.stat")" ]'
ok 'nothing to do then'       'sql a -c "select max(seg) from sg.segment" >seg && rc 0 compact && sql a -c "select max(seg) from sg.segment" | diff seg -'
for d in 8 20; do cat m7.$d m8.$d s2.$d s3.$d m4.$d | store; done
sg-index -d "$(db a)" rm m5
keep "m7,m8,m4,$(cat s?.8 | sed -n 's/^## rec //p' | sort -u | paste -sd ,)"
sql a -c 'delete from plain p where not exists (select from videos v where v.id = p.video_id)'
ok 'stored, replaced and removed since' 'same 70'
echo "update sg.segment set postings = 1000000000" | sql a # so that these stay
ok 'a second segment'         'rc 0 compact && [ "$(sql a -c "select count(*), (select count(*) from sg.fresh) from sg.segment")" = "4|0" ]'
echo "update sg.segment s set postings = (select sum(cardinality(p)) from sg.bucket b where b.seg = s.seg)" | sql a
ok 'is searched, too'         'same 70'
cat m1.8 m2.8 | store
ok 'and what is stored anew'  'same 70'
ok 'all in one'               'sg-index -d "$(db a c)" merge && [ "$(sql a -c "select count(*), (select count(*) from sg.fresh) from sg.segment")" = "2|0" ]'
sql a -c 'call recount()'
ok 'the same again'           'same 70'
ok 'a reader finds'           '[ "$(psql -XAtq -d a -U r -c "select v.source_id from videos v join public.find_fingerprint_candidates('\''$(sql a -c "select clip('\''m3'\'', 20, 100, 300)")'\'') f on v.id = f.video_id" | head -n 1)" = m3 ]'
ok 'one compaction at a time' 'sql a -c "begin" -c "select pg_advisory_xact_lock(hashtext('\''sg.compact'\''))" -c "select pg_sleep(2)" -c "commit" >/dev/null & sleep 0.5; store m1.8; rc 1 compact && says "another compaction is running"; e=$?; wait; [ $e -eq 0 ]'
i=0
while IFS= read -r bad; do
	i=$((i + 1))
	ok "refused: $bad"        "[[ \$(sql a -U r -v o=\"\$(sed -n ${i}p <<<\"\$bads\")\" <<<\"select public.find_fingerprint_candidates(:'o')\" 2>&1) == *'occurrences: want'* ]]"
done <<<"${bads:=$(cat <<'L'
{}
7
[1]
["00000001"]
[{"hash": "x"}]
[{"hash": null, "t_ref": 1}]
[{"hash": "00000001"}]
[{"hash": "0000000A", "t_ref": 1}]
[{"hash": "00000001", "t_ref": 1.5}]
[{"hash": "00000001", "t_ref": 1234567890}]
[{"hash": "00000001 00000002", "t_ref": 1}]
[{"hash": "00000001", "t_ref": "1 2"}]
[{"hash": "00000001", "t_ref": 1}, {"hash": "00000000000000000001", "t_ref": 1}]
[{"hash": "00000001", "t_ref": "1; drop table videos"}]
[{"hash": "'; drop table videos; --", "t_ref": 1}]
L
)}"
ok 'what was not counted is refused' 'sql a -U r -c "select public.find_fingerprint_candidates('\''[]'\'', 0.2)" 2>&1 | grep -q "ignore_fraction: want 0 to 0.05"'
ok 'no clip, no candidate'    '[ -z "$(sql a -U r -c "select * from public.find_fingerprint_candidates('\''[]'\'')")" ]'
ok 'a hash that nothing has'  '[ -z "$(sql a -U r -c "select * from public.find_fingerprint_candidates('\''[{\"hash\": \"00000000000000000000\", \"t_ref\": 0}]'\'', 0, 1)")" ]'

# 600,000 postings, fresh and compacted: it took a minute once
sql a >/dev/null <<'S'
select sg.store(null, 'big' || k, 1::smallint, 30001, 'SGSEGMT1' || decode(repeat('00', 100), 'hex'),
	(select array_agg(x order by x) from (select distinct ((i * 7919 % 100003 * (k + 3) * 131) % 3400000000) << 22 | i * 3 as x
	from generate_series(1, 10000::bigint) i) y), gen_random_uuid()) from generate_series(1, 60) k;
update sg.doc d set body = (select 'SGROWS01' || string_agg(int8send(x), '' order by x) from unnest(f.p) x)
	from sg.fresh f, videos v where f.doc = d.doc and v.id = d.video and v.source_id like 'big%';
create table o as select jsonb_agg(jsonb_build_object('hash', lpad(to_hex(x >> 22), 8, '0'), 't_ref', (x & 4194303) - 3000)) o
	from sg.fresh, unnest(p) x where doc = (select max(doc) from sg.fresh) and x & 4194303 between 3000 and 12000;
S
find_big() { sql a -c "set statement_timeout = '8s'" -c "select delta, matches from o, lateral public.find_fingerprint_candidates(o, 0) order by matches desc limit 1"; }
ok 'a clip of 3,000 hashes: fresh' '[ "$(find_big)" = "3000|3001" ]'
ok 'compacted'                'compact && [ "$(find_big)" = "3000|3001" ]'
cat m1.8 m2.8 | sg-store -d "$(db a)"
sql a -c "update sg.doc d set body = 'SGSEGMT1' from videos v where v.id = d.video and v.source_id = 'm2' and d.profile = 1"
ok 'a damaged body is not compacted: by name, nothing changes' 'rc 2 compact && says "sg-index: '\''m2'\'': " && [ "$(wc -l <err)" -eq 1 ] && [ "$(sql a -c "select count(*) from sg.fresh")" -eq 2 ] && [ "$(find_big)" = "3000|3001" ]'
ok 'when it has gone, the rest is' 'sg-index -d "$(db a)" -p sg1 rm m2 && rc 0 compact && [ "$(sql a -c "select count(*) from sg.fresh")" -eq 0 ]'
done_testing
