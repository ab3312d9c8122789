-- The seed's search, over packed postings.
set role sg_owner;

-- The hash of a text: 8 digits of an sg1 profile, 20 of sonicgen. Null: none.
create or replace function sg.hash_of(p_text text) returns bigint
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
	select case
	when p_text ~ '^[0-9a-f]{8}$' then ('x' || lpad(p_text, 16, '0'))::bit(64)::bigint
	when p_text ~ '^[0-9a-f]{20}$' then
		(select g.hash::bigint from sg.digest g where g.digest = p_text)
	end
$$;

-- Videos that share hashes with a clip at one offset, the best first, one row
-- each. occurrences: [{"hash": "...", "t_ref": frame}, ...] of the clip.
--
-- The floor(ignore_fraction * n) most frequent of n hashes (at most 0.05 n), as
-- counted by the last compaction that counted, are passed over. Of each other hash at most
-- max_hits_per_hash postings are looked at, in order of (video, t_ref). A
-- match of an occurrence and a posting has delta = posting - occurrence;
-- matches counts those at delta - 1, delta and delta + 1, hashes the different
-- hashes among them. Of a video's deltas the one of most matches counts, the
-- lowest of equals; ties of videos are in order of hashes and id.
create or replace function public.find_fingerprint_candidates(occurrences jsonb,
	ignore_fraction double precision default 0.01, min_matches integer default 6,
	max_hits_per_hash integer default 1000, limit_candidates integer default 50)
returns table (video_id uuid, delta integer, hashes bigint, matches bigint)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
declare
	digits integer;
begin
	if jsonb_typeof(occurrences) is distinct from 'array' then
		raise exception 'occurrences: want an array of {"hash", "t_ref"}' using errcode = '22023';
	end if;
	if exists (select from jsonb_array_elements(occurrences) o
		where jsonb_typeof(o) <> 'object'
			or coalesce(o->>'hash', '') !~ '^([0-9a-f]{8}|[0-9a-f]{20})$'
			or coalesce(o->>'t_ref', '') !~ '^-?[0-9]{1,9}$') then
		raise exception 'occurrences: want {"hash": 8 or 20 hexadecimal digits, "t_ref": frame}'
			using errcode = '22023';
	end if;
	select max(length(o->>'hash')) into digits from jsonb_array_elements(occurrences) o;
	if ignore_fraction is null or not ignore_fraction between 0 and 0.05 then
		raise exception 'ignore_fraction: want 0 to 0.05' using errcode = '22023';
	end if;
	return query
	with f as materialized (
		select p.profile, coalesce(floor(s.hashes * ignore_fraction), 0) as ignored
		from sg.profile p left join sg.stat s on s.profile = p.profile
		where p.hash_digits = digits
	), said as materialized (
		select distinct o->>'hash' as hash, (o->>'t_ref')::integer as t
		from jsonb_array_elements(occurrences) o
	), known as materialized (
		select k.text, sg.hash_of(k.text) as hash
		from (select distinct s.hash as text from said s) k
	), q as materialized (
		select f.profile, k.hash from known k, f
		where k.hash is not null and not exists (
			select from sg.frequent s
			where s.profile = f.profile and s.hash = k.hash and s.rank <= f.ignored)
	), p as materialized (
		select q.hash, r.doc, (x & 4194303)::integer as t
		from q
		join sg.segment s on s.profile = q.profile
		join sg.bucket b on b.seg = s.seg and b.bucket = (q.hash >> s.shift)::integer
		cross join lateral unnest(b.p) x
		join sg.segment_doc r on r.seg = s.seg and r.row = (x >> 22 & 4194303)
		where x >> 44 = q.hash & ((1::bigint << s.shift) - 1)
		union all
		select q.hash, c.doc, (c.x & 4194303)::integer
		from (select d.profile, w.doc, x from sg.fresh w
			join sg.doc d on d.doc = w.doc cross join lateral unnest(w.p) x) c
		join q on q.profile = c.profile and q.hash = c.x >> 22
	), lim as materialized (
		select n.hash, n.video, n.t from (
			select p.hash, d.video, p.t,
				row_number() over (partition by p.hash, d.profile order by d.video, p.t) as i
			from p join sg.doc d on d.doc = p.doc) n
		where n.i <= max_hits_per_hash
	), hit as materialized (
		select l.video, l.hash, l.t - s.t as delta
		from lim l join known k on k.hash = l.hash join said s on s.hash = k.text
	), g as materialized (
		select h.video, h.delta, count(*) as c from hit h group by h.video, h.delta
	), w as (
		select g.video, g.delta, sum(g.c) over (partition by g.video order by g.delta
			range between 1 preceding and 1 following)::bigint as m
		from g
	), best as materialized (
		select distinct on (w.video) w.video, w.delta, w.m from w
		where w.m >= min_matches
		order by w.video, w.m desc, w.delta
	)
	select b.video, b.delta, n.hashes, b.m
	from best b cross join lateral (
		select count(distinct h.hash) as hashes from hit h
		where h.video = b.video and h.delta between b.delta - 1 and b.delta + 1) n
	order by b.m desc, n.hashes desc, b.video
	limit limit_candidates;
end $$;
reset role;
