-- Compaction: fresh documents and small segments become one segment, without
-- the rows of documents that are gone. Searches see the old state or the new
-- one; nobody waits, but for who stores one of these videos anew while the
-- last statements run.
--
-- Whole tables are joined here, of which the planner has no statistics yet when
-- they are new: with nested loops 2 million postings took more than 7 minutes.
set role sg_owner;

-- Count hashes, keep the first twentieth by frequency.
create or replace function sg.count_hashes(p_profile smallint) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp
	set enable_nestloop = off as $$
begin
	delete from sg.frequent where profile = p_profile;
	with c as materialized (
		select p.hash, count(*) as n
		from sg.posting p join sg.doc d on d.doc = p.doc
		where d.profile = p_profile group by p.hash
	), s as (
		insert into sg.stat as t (profile, hashes, postings)
		select p_profile, count(*), coalesce(sum(c.n), 0) from c
		on conflict (profile) do update set hashes = excluded.hashes,
			postings = excluded.postings, counted_at = now()
	)
	insert into sg.frequent (profile, rank, hash, total_count)
	select p_profile, r.rank, r.hash, r.n from (
		select c.hash, c.n, row_number() over (order by c.n desc, c.hash) as rank from c) r
	where r.rank <= (select count(*) from c) / 20;
end $$;

-- What to merge of a profile: the fresh documents, and segments in order of
-- size, each no more than four times what there is already; or all; and any
-- segment of which half is dead. So a posting is written about once for each
-- time the collection grows five-fold.
create or replace function sg.compact_choose(p_profile smallint, p_all boolean)
returns integer[]
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	s record;
	total bigint;
	docs bigint;
	chosen integer[] := '{}';
begin
	select coalesce(sum(d.postings), 0), count(*) into total, docs
	from sg.fresh f join sg.doc d on d.doc = f.doc where d.profile = p_profile;
	for s in
		select g.seg, g.postings, count(d.doc) as live, g.docs
		from sg.segment g
		left join sg.segment_doc r on r.seg = g.seg
		left join sg.doc d on d.doc = r.doc
		where g.profile = p_profile
		group by g.seg order by g.postings
	loop
		if docs + s.live <= 4000000 and
			(p_all or s.live * 2 <= s.docs or (docs > 0 and s.postings <= 4 * total)) then
			chosen := chosen || s.seg;
			total := total + s.postings;
			docs := docs + s.live;
		end if;
	end loop;
	-- one whole segment, and nothing to add
	if cardinality(chosen) = 1 and not exists (select from sg.fresh f
		join sg.doc d on d.doc = f.doc where d.profile = p_profile)
		and not exists (select from sg.segment_doc r where r.seg = chosen[1]
			and not exists (select from sg.doc d where d.doc = r.doc)) then
		return '{}';
	end if;
	return chosen;
end $$;

create or replace function sg.compact_profile(p_profile smallint, p_all boolean)
returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp
	set enable_nestloop = off as $$
declare
	old integer[] := sg.compact_choose(p_profile, p_all);
	new integer;
	sh smallint := 0;
	total bigint;
	space bigint;
begin
	insert into sg.segment (profile, shift, docs, postings)
	values (p_profile, 0, 0, 0) returning seg into new;
	-- this list decides: documents that come later stay fresh
	insert into sg.segment_doc (seg, row, doc, base)
	select new, row_number() over w - 1, x.doc, sum(x.frames) over w - x.frames
	from (
		select d.doc, d.frames from sg.fresh f join sg.doc d on d.doc = f.doc
		where d.profile = p_profile
		union all
		select d.doc, d.frames from sg.segment_doc r join sg.doc d on d.doc = r.doc
		where r.seg = any (old)) x
	window w as (order by x.doc)
	order by x.doc limit 4194304;
	select coalesce(sum(d.postings), 0) into total
	from sg.segment_doc r join sg.doc d on d.doc = r.doc where r.seg = new;
	-- about 128 postings a bucket
	select p.hash_space into space from sg.profile p where p.profile = p_profile;
	while sh < 19 and (space >> sh) > total / 128 loop
		sh := sh + 1;
	end loop;
	insert into sg.bucket (seg, bucket, p)
	select new, (y.hash >> sh)::integer,
		array_agg(((y.hash & ((1::bigint << sh) - 1)) << 44) | (y.row << 22) | y.t
			order by y.hash, y.row, y.t)
	from (
		select x >> 22 as hash, r.row::bigint as row, x & 4194303 as t
		from sg.segment_doc r join sg.fresh f on f.doc = r.doc
		cross join lateral unnest(f.p) x
		where r.seg = new
		union all
		select (b.bucket::bigint << s.shift) | (x >> 44), r.row::bigint, x & 4194303
		from sg.segment s join sg.bucket b on b.seg = s.seg
		cross join lateral unnest(b.p) x
		join sg.segment_doc m on m.seg = s.seg and m.row = (x >> 22 & 4194303)
		join sg.segment_doc r on r.seg = new and r.doc = m.doc
		where s.seg = any (old)) y
	group by 2;
	update sg.segment set shift = sh, postings = total,
		docs = (select count(*) from sg.segment_doc r where r.seg = new)
	where seg = new;
	delete from sg.segment where seg = any (old);
	delete from sg.fresh f using sg.segment_doc r where r.seg = new and r.doc = f.doc;
	if not exists (select from sg.segment_doc r where r.seg = new) then
		delete from sg.segment where seg = new;
	end if;
	return true;
end $$;

-- Returns how many segments were made; -1 when another compaction runs.
create or replace function sg.compact(p_all boolean default false) returns integer
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	f record;
	made integer := 0;
begin
	if not pg_try_advisory_xact_lock(hashtext('sg.compact')) then
		return -1;
	end if;
	for f in select p.profile from sg.profile p order by p.profile loop
		if exists (select from sg.fresh w join sg.doc d on d.doc = w.doc
				where d.profile = f.profile)
			or cardinality(sg.compact_choose(f.profile, p_all)) > 0 then
			made := made + sg.compact_profile(f.profile, p_all)::integer;
		end if;
		-- counting reads everything: when it has grown by a quarter, or on demand
		if p_all or (select coalesce(sum(d.postings), 0) from sg.doc d
				where d.profile = f.profile) >
			coalesce((select s.postings from sg.stat s where s.profile = f.profile), 0) * 1.25 then
			perform sg.count_hashes(f.profile);
		end if;
	end loop;
	return made;
end $$;
reset role;
