-- Compaction: fresh documents and small segments become one segment, without
-- the rows of documents that are gone. The work is sg-index(1)'s: it begins here,
-- reads the postings, puts the buckets, and ends here, all in one transaction.
-- Searches see the old state or the new one, and nobody waits.
set role sg_owner;
drop function if exists sg.compact(boolean), sg.compact_profile(smallint, boolean),
	sg.count_hashes(smallint);

-- What to merge of a profile: the fresh documents, and segments in order of
-- size, each no more than four times what there is already; or all; and any
-- segment of which half is dead. So a posting is written about once for each
-- time the collection grows five-fold.
create or replace function sg.compact_choose(p_profile smallint, p_all boolean)
returns integer[]
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
	s record;
	fresh bigint;
	total bigint;
	docs bigint;
	chosen integer[] := '{}';
	whole boolean; -- the one that was chosen has no dead rows
begin
	select coalesce(sum(d.postings), 0), count(*) into total, docs
	from sg.fresh f join sg.doc d on d.doc = f.doc where d.profile = p_profile;
	fresh := docs;
	for s in
		select g.seg, g.postings, g.docs, count(d.doc) as live
		from sg.segment g
		left join sg.segment_doc r on r.seg = g.seg
		left join sg.doc d on d.doc = r.doc
		where g.profile = p_profile
		group by g.seg order by g.postings, g.seg
	loop
		if docs + s.live <= 4194304 and
			(p_all or s.live * 2 <= s.docs or (docs > 0 and s.postings <= 4 * total)) then
			chosen := chosen || s.seg;
			total := total + s.postings;
			docs := docs + s.live;
			whole := s.live = s.docs;
		end if;
	end loop;
	if fresh = 0 and cardinality(chosen) = 1 and whole then
		return '{}';
	end if;
	return chosen;
end $$;

-- Begin one: a segment without buckets, and the rows that it shall have, which
-- are all fresh documents and the live ones of the old segments. Documents that
-- come later stay fresh. Null: there is nothing to do. SQLSTATE 55P03: somebody
-- else compacts.
create or replace function sg.compact_begin(p_profile smallint, p_all boolean,
	out seg integer, out postings bigint, out old integer[], out most boolean)
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
declare
	made integer;
begin
	if not pg_try_advisory_xact_lock(hashtext('sg.compact')) then
		raise exception 'another compaction is running' using errcode = '55P03';
	end if;
	old := sg.compact_choose(p_profile, p_all);
	if cardinality(old) = 0 and not exists (select from sg.fresh f
			join sg.doc d on d.doc = f.doc where d.profile = p_profile) then
		return;
	end if;
	insert into sg.segment (profile, docs, postings) values (p_profile, 0, 0)
	returning seg into made;
	insert into sg.segment_doc (seg, row, doc)
	select made, row_number() over (order by x.doc) - 1, x.doc
	from (
		select d.doc from sg.fresh f join sg.doc d on d.doc = f.doc
		where d.profile = p_profile
		union all
		select d.doc from sg.segment_doc r join sg.doc d on d.doc = r.doc
		where r.seg = any (old)) x
	order by x.doc limit 4194304;
	seg := made;
	select coalesce(sum(d.postings), 0) into postings
	from sg.segment_doc r join sg.doc d on d.doc = r.doc where r.seg = made;
	most := postings * 2 >= (select sum(d.postings) from sg.doc d where d.profile = p_profile);
end $$;

-- Only a segment that this transaction made is to be filled.
create or replace function sg.compact_mine(p_seg integer) returns void
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
	if not exists (select from sg.segment s
			where s.seg = p_seg and s.xmin = pg_current_xact_id()::xid) then
		raise exception 'segment % was not begun here', p_seg using errcode = '55000';
	end if;
end $$;

-- Buckets, in order: bucket i begins with the hash p_first[i] and has the
-- elements of p after p_end[i - 1] up to p_end[i], and those of p_frequent alike.
create or replace function sg.compact_put(p_seg integer, p_first bigint[],
	p_end integer[], p bigint[], p_frequent_end integer[], p_frequent bigint[])
returns void
language sql security definer set search_path = pg_catalog, pg_temp as $$
	select sg.compact_mine(p_seg);
	insert into sg.bucket (seg, first, p, frequent)
	select p_seg, b.first, p[b.last + 1 : b.this],
		case when b.this_f > b.last_f then p_frequent[b.last_f + 1 : b.this_f] end
	from (
		select i, first, this, this_f, lag(this, 1, 0) over (order by i) as last,
			lag(this_f, 1, 0) over (order by i) as last_f
		from unnest(p_first, p_end, p_frequent_end)
			with ordinality u(first, this, this_f, i)) b
	order by b.i;
$$;

-- The different hashes of the segment were counted.
create or replace function sg.compact_count(p_seg integer, p_hashes bigint) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
	perform sg.compact_mine(p_seg);
	insert into sg.stat (profile, seg, hashes)
	select s.profile, p_seg, p_hashes from sg.segment s where s.seg = p_seg
	on conflict (profile) do update set seg = excluded.seg,
		hashes = excluded.hashes, counted_at = now();
end $$;

-- The new segment takes the place of what it was made of.
create or replace function sg.compact_end(p_seg integer, p_old integer[]) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	have bigint;
	least bigint;
begin
	perform sg.compact_mine(p_seg);
	-- who stores one of these anew holds its row: it stays fresh, and nobody waits
	with free as (
		select f.doc from sg.fresh f
		join sg.segment_doc r on r.seg = p_seg and r.doc = f.doc
		for update of f skip locked
	)
	delete from sg.fresh f using free where f.doc = free.doc;
	delete from sg.segment_doc r using sg.fresh f where r.seg = p_seg and f.doc = r.doc;
	if exists (
		select from sg.segment_doc r join sg.doc d on d.doc = r.doc
		where r.seg = any (p_old)
			and not exists (select from sg.segment_doc n where n.seg = p_seg and n.doc = r.doc)) then
		raise exception 'segment % has not all that the old ones have', p_seg
			using errcode = '55000';
	end if;
	select coalesce(sum(cardinality(b.p)), 0) into have from sg.bucket b where b.seg = p_seg;
	select coalesce(sum(d.postings), 0) into least
	from sg.segment_doc r join sg.doc d on d.doc = r.doc where r.seg = p_seg;
	if have < least then
		raise exception 'segment % has % postings, its documents have %', p_seg, have, least
			using errcode = '55000';
	end if;
	update sg.segment set postings = have,
		docs = (select count(*) from sg.segment_doc r where r.seg = p_seg)
	where seg = p_seg;
	delete from sg.segment where seg = any (p_old);
	delete from sg.segment s where s.seg = p_seg and have = 0
		and not exists (select from sg.segment_doc r where r.seg = p_seg);
end $$;

-- Of a body that sql/adopt.sql made, the segment that says the same.
create or replace function sg.compact_body(p_doc bigint, p_body bytea) returns void
language sql security definer set search_path = pg_catalog, pg_temp as $$
	update sg.doc set body = p_body
	where doc = p_doc and substring(body for 8) = 'SGROWS01'
		and substring(p_body for 8) = 'SGSEGMT1'
$$;
reset role;
