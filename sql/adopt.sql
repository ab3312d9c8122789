-- Take over a database of the seed: its videos, with their ids, links and states,
-- and its fingerprints, as those of the profile sonicgen. With psql, in this order,
-- as an owner of the seed's tables; nobody may write to them meanwhile:
--
--	psql -1 -v ON_ERROR_STOP=1 -f adopt.sql URL
--	sg-queue -d URL -p sonicgen init
--	psql -1 -v ON_ERROR_STOP=1 -f adopt.sql URL
--
-- The first moves the seed's tables into a schema of their own, seed; the second
-- makes ours; the third packs, counts what is there against what was, and takes
-- nothing over when that differs. Applied again, it takes what is new in seed.
-- When you have seen that it is right: drop schema seed cascade.
--
-- What changes: "pending" is free, since nobody works on it any more; so is a copy
-- without its original, and an original without a single row. Chains of links lead
-- to their end, and a circle to nothing. A state that is not known is a flag.
\set QUIET 1
set client_min_messages = warning;
select to_regclass('public.fingerprints') is not null
		and (select relkind from pg_class where oid = to_regclass('public.fingerprints')) = 'r'
		as move,
	to_regclass('seed.fingerprints') is not null as moved,
	to_regclass('sg.doc') is not null as made \gset
\if :move
do $$
declare
	f record;
begin
	create schema seed;
	-- what reads or writes the tables: old functions would see ours
	for f in
		select p.oid::regprocedure::text as name
		from pg_proc p
		where p.pronamespace = 'public'::regnamespace and (p.proname in
				('find_fingerprint_candidates', 'get_stopwords', 'get_videos_pending_keyset',
				'fingerprint_top_limit', 'fp_occ_after_delete')
			or p.oid in (select t.tgfoid from pg_trigger t where not t.tgisinternal and t.tgrelid in
				('public.videos'::regclass, 'public.fingerprints'::regclass)))
	loop
		execute format('alter function %s set schema seed', f.name);
	end loop;
	alter table public.fingerprints set schema seed;
	if to_regclass('public.fingerprint_hashes') is not null then
		alter table public.fingerprint_hashes set schema seed;
	end if;
	alter table public.videos set schema seed;
end $$;
\echo 'moved into the schema seed; next: sg-queue -p sonicgen init, and this again'
\elif :moved
\if :made
-- links to their end
create temp table link on commit drop as
with recursive way (id, at, n) as (
	select v.id, v.original_video_id, 1 from seed.videos v
	where v.original_video_id is not null
	union all
	select w.id, v.original_video_id, w.n + 1
	from way w join seed.videos v on v.id = w.at
	where v.original_video_id is not null and w.n < 1000
)
select w.id, w.at as original
from way w join seed.videos v on v.id = w.at
where v.original_video_id is null and w.at <> w.id;

create temp table taken on commit drop as
select v.id, j->>'youtube_id' as youtube_id, j->>'title' as title, j->>'url' as url,
	(j->>'duration')::double precision as duration,
	coalesce((j->>'published_at')::timestamptz, null) as published_at,
	l.original, v.match_status as said,
	exists (select from seed.fingerprints f where f.video_id = v.id) as has
from seed.videos v
cross join lateral to_jsonb(v) j
left join link l on l.id = v.id;

insert into public.videos (id, source_id, youtube_id, title, url, duration, published_at,
	match_status, last_error)
select t.id,
	case when t.youtube_id ~ '^[!-~]{1,255}$' and t.youtube_id <> '-' then t.youtube_id
		else t.id::text end,
	case when t.youtube_id ~ '^[A-Za-z0-9_-]{11}$' then t.youtube_id end,
	t.title, t.url, case when t.duration >= 0 then t.duration end, t.published_at,
	case
	when t.said is null or t.said = 'pending' then null
	when t.said = 'fingerprinted' then case when t.has then 'fingerprinted' end
	when t.said = 'matched' then case when t.original is not null then 'matched' end
	when t.said in ('too_short', 'flag') then t.said
	else 'flag' end,
	case when t.said not in ('pending', 'fingerprinted', 'matched', 'too_short', 'flag')
		then 'the seed said: ' || left(t.said, 200)
	when t.said = 'flag' then 'flagged by the seed' end
from taken t
on conflict (id) do nothing;
update public.videos v set original_video_id = t.original
from taken t
where t.id = v.id and v.match_status = 'matched' and v.original_video_id is null;

-- the number of each hash that is one of sonicgen, by the first bits of its digest
create temp table known on commit drop as
select f.hash, (x & 4194303)::integer as number
from (
	select hash, ('x' || substr(hash, 1, 16))::bit(64)::bigint as bits
	from (select distinct hash from seed.fingerprints) d
	where hash ~ '^[0-9a-f]{20}$'
) f
join sg.digest_order o on o.prefix = (f.bits >> 48 & 65535)::integer
cross join lateral unnest(o.p) x
join sg.digest g on g.block = (x & 4194303) >> 6
where x >> 22 = f.bits >> 7 & 2199023255551
	and encode(substring(g.digests from (x & 63)::integer * 10 + 1 for 10), 'hex') = f.hash;
analyze known;

-- one row for each video that has no document yet, or is refused by name
create temp table packed on commit drop as
select f.video_id as video, count(*) as n,
	array_agg(distinct (k.number::bigint << 22) | f.t_ref) as p,
	max(f.t_ref) + 1 as frames,
	min(f.hash) filter (where k.number is null) as odd,
	bool_or(f.t_ref not between 0 and 4194302) as beyond
from seed.fingerprints f
left join known k on k.hash = f.hash
where not exists (select from sg.doc d where d.video = f.video_id)
group by f.video_id;
do $$
declare
	b record;
begin
	select v.source_id, p.* into b from packed p left join public.videos v on v.id = p.video
	where v.id is null or p.odd is not null or p.beyond order by p.video limit 1;
	if not found then
		return;
	elsif b.source_id is null then
		raise exception 'fingerprints of video %, which is not there', b.video;
	elsif b.odd is not null then
		raise exception 'video ''%'': the hash ''%'' is none of the profile sonicgen',
			b.source_id, left(b.odd, 64);
	end if;
	raise exception 'video ''%'': t_ref is not in 0..4194302', b.source_id;
end $$;

with doc as (
	insert into sg.doc (video, profile, frames, postings, peaks, body, batch)
	select p.video, (select f.profile from sg.profile f where f.name = 'sonicgen'),
		p.frames, cardinality(p.p), 0,
		'SGROWS01'::bytea || (select string_agg(int8send(x), ''::bytea order by i)
			from unnest(p.p) with ordinality u(x, i)),
		gen_random_uuid()
	from packed p
	returning doc, video
)
insert into sg.fresh (doc, p)
select doc.doc, p.p from doc join packed p using (video);

-- what is there, against what was
do $$
declare
	was bigint;
	is_ bigint;
	counted bigint;
begin
	select count(*) into was from (select distinct hash, video_id, t_ref from seed.fingerprints) f;
	select coalesce(sum(d.postings), 0) into is_
	from sg.doc d join sg.profile f on f.profile = d.profile and f.name = 'sonicgen'
	where d.video in (select video_id from seed.fingerprints);
	if was <> is_ then
		raise exception 'the seed has % postings, % were taken over', was, is_;
	end if;
	select count(*) into was from seed.videos;
	select count(*) into is_ from public.videos v where v.id in (select id from seed.videos);
	if was <> is_ then
		raise exception 'the seed has % videos, % were taken over', was, is_;
	end if;
	if to_regclass('seed.fingerprint_hashes') is not null then
		select sum(total_count) into counted from seed.fingerprint_hashes;
		select count(*) into was from seed.fingerprints;
		if counted is distinct from was then
			raise warning 'the seed''s counters say % postings, its rows are %', counted, was;
		end if;
	end if;
end $$;
select count(*) || ' videos, ' || (select count(*) from packed) || ' of them packed now, '
	|| (select coalesce(sum(d.postings), 0) from sg.doc d join packed p using (video))
	|| ' postings' as done
from seed.videos \gset
\echo :done
\else
\echo 'next: sg-queue -p sonicgen init, and this again'
\endif
\else
\echo 'there is nothing of the seed'
\endif
