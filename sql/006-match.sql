-- The seed's search, over packed postings.
set role sg_owner;

-- The hashes of a clip with their times, and how many digits each has.
create or replace function sg.occurrences(p_clip jsonb,
	out hash text[], out t_ref integer[], out digits integer)
language plpgsql immutable set search_path = pg_catalog, pg_temp as $$
declare
	h text;
	t text;
	n integer[];
begin
	if jsonb_typeof(p_clip) is distinct from 'array' then
		raise exception 'occurrences: want an array of {"hash", "t_ref"}' using errcode = '22023';
	end if;
	select string_agg(o->>'hash', ' '), string_agg(o->>'t_ref', ' '),
		array[count(*), count(o->>'hash'), count(o->>'t_ref')]::integer[]
	into h, t, n
	from jsonb_array_elements(p_clip) o;
	if n[1] = 0 then
		return;
	end if;
	hash := string_to_array(h, ' ');
	digits := length(hash[1]);
	-- one test of the whole: one of each would take as long as the search
	if n <> array_fill(cardinality(hash), '{3}')
		or h !~ '^([0-9a-f]{8}( [0-9a-f]{8})*|[0-9a-f]{20}( [0-9a-f]{20})*)$'
		or t !~ '^-?[0-9]{1,9}( -?[0-9]{1,9})*$'
		or cardinality(string_to_array(t, ' ')) <> n[1] then
		raise exception 'occurrences: want {"hash": 8 or 20 hexadecimal digits, "t_ref": frame}'
			using errcode = '22023';
	end if;
	t_ref := string_to_array(t, ' ');
end $$;

-- Videos that share hashes with a clip at one offset, the best first, one row
-- each. occurrences: [{"hash": "...", "t_ref": frame}, ...] of the clip.
--
-- The floor(ignore_fraction * n) most frequent of n hashes (at most 0.05 n), as
-- counted by the last compaction that counted, are passed over. Of each other
-- hash at most max_hits_per_hash postings are looked at, in order of (video,
-- t_ref). A match of an occurrence and a posting has delta = posting -
-- occurrence; matches counts those at delta - 1, delta and delta + 1, hashes the
-- different hashes among them. Of a video's deltas the one of most matches
-- counts, the lowest of equals; ties of videos are in order of hashes and id.
--
-- How it is fast: a hash costs one lookup and two binary searches a segment, not
-- a whole bucket; all these are nested loops, and nothing else is, whatever the
-- planner expects. What matches is one number, from the top: segment 10 bits,
-- counted from 1 (0: not compacted yet), row 22, delta 31. And of these only those
-- near one that has a third of min_matches are added up, since one of three
-- neighbours must.
create or replace function public.find_fingerprint_candidates(occurrences jsonb,
	ignore_fraction double precision default 0.01, min_matches integer default 6,
	max_hits_per_hash integer default 1000, limit_candidates integer default 50)
returns table (video_id uuid, delta integer, hashes bigint, matches bigint)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp
	set jit = off set work_mem = '64MB' set plan_cache_mode = force_generic_plan
	set enable_nestloop = off set enable_mergejoin = off as $$
#variable_conflict use_column
declare
	clip record;
	segs integer[];
	counted integer[];
	young bigint[];
	third integer := ceil(greatest(min_matches, 1) / 3.0);
begin
	clip := sg.occurrences(occurrences);
	if ignore_fraction is null or not ignore_fraction between 0 and 0.05 then
		raise exception 'ignore_fraction: want 0 to 0.05' using errcode = '22023';
	end if;
	segs := array(select s.seg from sg.segment s order by s.seg);
	counted := array(select n.seg from sg.stat n);
	young := array(select w.doc from sg.fresh w order by w.doc);
	return query
	with said as materialized (
		select s.hash as text, array_agg(distinct s.t) as ts
		from unnest(clip.hash, clip.t_ref) s(hash, t) group by s.hash
	), known as materialized (
		select ('x' || lpad(s.text, 16, '0'))::bit(64)::bigint as h, s.ts
		from said s where clip.digits = 8
		union all
		select d.h, s.ts from said s
		cross join lateral (
			select x & 4194303 as h
			from sg.digest_order o cross join lateral unnest(o.p) x
			where o.prefix = ('x' || lpad(left(s.text, 4), 8, '0'))::bit(32)::integer
				and x >> 22 = ('x' || substr(s.text, 5, 11))::bit(44)::bigint >> 3
			offset 0) d
		cross join lateral (
			select substring(g.digests from (d.h & 63)::integer * 10 + 1 for 10) as digest
			from sg.digest g where g.block = d.h >> 6 offset 0) g
		where clip.digits = 20 and g.digest = decode(s.text, 'hex')
	), q as materialized (
		-- what the segment that was counted has, and whether it shall count
		select f.profile, k.h, k.ts, b.p
		from sg.profile f
		cross join known k
		left join sg.stat n on n.profile = f.profile
		left join lateral (
			select b.p[width_bucket(((k.h - b.first) << 44) - 1, b.p) + 1 :
					width_bucket(((k.h - b.first) << 44) + 17592186044415, b.p)] as p,
				b.frequent[width_bucket(((k.h - b.first) << 31) + 2147483647,
					b.frequent)] - ((k.h - b.first) << 31) as rank
			from (select b.first, b.p, b.frequent from sg.bucket b
				where b.seg = n.seg and b.first <= k.h and b.first > k.h - 524288
				order by b.first desc limit 1) b) b on true
		where f.hash_digits = clip.digits
			and (b.rank is null or b.rank <= 0
				or b.rank > floor(n.hashes * ignore_fraction))
	), list as materialized (
		-- of a hash and a place to look, the postings
		select q.profile, q.h, q.ts, s.i << 53 as place, q.p
		from unnest(segs) with ordinality s(seg, i)
		join sg.stat n on n.seg = s.seg
		join q on q.profile = n.profile
		where s.seg = any (counted) and cardinality(q.p) > 0
		union all
		select q.profile, q.h, q.ts, s.i << 53, b.p
		from unnest(segs) with ordinality s(seg, i)
		join sg.segment g on g.seg = s.seg
		join q on q.profile = g.profile
		cross join lateral (
			select b.p[width_bucket(((q.h - b.first) << 44) - 1, b.p) + 1 :
				width_bucket(((q.h - b.first) << 44) + 17592186044415, b.p)] as p
			from (select b.first, b.p from sg.bucket b
				where b.seg = s.seg and b.first <= q.h and b.first > q.h - 524288
				order by b.first desc limit 1) b) b
		where s.seg <> all (counted) and cardinality(b.p) > 0
		union all
		-- fresh documents: a search for each hash in large ones, for each
		-- posting of small ones
		select y.profile, x.h, x.ts, y.place, x.p
		from (select d.profile, (y.i - 1) << 31 as place, w.p || '{}'::bigint[] as p
			from unnest(young) with ordinality y(doc, i)
			cross join lateral (select d.profile, d.postings
				from sg.doc d where d.doc = y.doc offset 0) d
			cross join lateral (select w.p from sg.fresh w where w.doc = y.doc offset 0) w
			where d.postings >= cardinality(clip.hash) offset 0) y -- unpacked once
		cross join lateral (
			select q.h, q.ts, y.p[q.low + 1 :
				width_bucket((q.h << 22) + 4194303, y.p)] as p
			from (select q.h, q.ts, width_bucket((q.h << 22) - 1, y.p) as low
				from q where q.profile = y.profile offset 0) q
			where y.p[q.low + 1] >> 22 = q.h offset 0) x
		union all
		select q.profile, q.h, q.ts, y.place, array[y.x]
		from (select d.profile, (y.i - 1) << 31 as place, unnest(w.p) as x
			from unnest(young) with ordinality y(doc, i)
			cross join lateral (select d.profile, d.postings
				from sg.doc d where d.doc = y.doc offset 0) d
			cross join lateral (select w.p from sg.fresh w where w.doc = y.doc offset 0) w
			where d.postings < cardinality(clip.hash)) y
		join q on q.profile = y.profile and q.h = y.x >> 22
	), many as materialized (
		select l.profile, l.h from list l
		group by l.profile, l.h having sum(cardinality(l.p)) > max_hits_per_hash
	), post as (
		select l.h, l.ts, l.place, unnest(l.p) as x from list l
		where not exists (select from many m where m.profile = l.profile and m.h = l.h)
		union all
		select n.h, n.ts, n.place, n.x from (
			select p.h, p.ts, p.place, p.x, row_number() over (partition by p.profile, p.h
				order by d.video, p.x & 4194303) as i
			from (select l.profile, l.h, l.ts, l.place, unnest(l.p) as x
				from many m join list l on l.profile = m.profile and l.h = m.h) p
			cross join lateral (
				select d.video from sg.doc d
				where d.doc = case when p.place < 1::bigint << 53
					then young[(p.place >> 31) + 1]
					else (select r.doc from sg.segment_doc r
						where r.seg = segs[p.place >> 53]
							and r.row = p.x >> 22 & 4194303) end
				offset 0) d) n
		where n.i <= max_hits_per_hash
	), hit as materialized (
		select p.h, p.place + (p.x & 4194303) + 1073741824
			+ case when p.place >= 1::bigint << 53 then (p.x >> 22 & 4194303) << 31 else 0 end
			- unnest(p.ts) as k
		from post p
	), g as materialized (
		select t.k, count(*) as c from hit t group by t.k
	), w as (
		select g.k, sum(g.c) over (order by g.k
			range between 1 preceding and 1 following)::bigint as m
		from g
		where third <= 1 or g.k in (
			select a.k + o from g a, generate_series(-2, 2) o where a.c >= third)
	), b as materialized (
		select distinct on (w.k >> 31) w.k, w.m from w
		where w.m >= min_matches
		order by w.k >> 31, w.m desc, w.k
	), v as materialized (
		select distinct on (d.video) d.video, b.k, b.m
		from b cross join lateral (
			select d.video from sg.doc d
			where d.doc = case when b.k < 1::bigint << 53
				then young[(b.k >> 31) + 1]
				else (select r.doc from sg.segment_doc r
					where r.seg = segs[b.k >> 53] and r.row = b.k >> 31 & 4194303) end
			offset 0) d
		order by d.video, b.m desc, b.k & 2147483647
	), top as materialized (
		select t.video, t.k, t.m from (
			select v.video, v.k, v.m, rank() over (order by v.m desc) as r from v) t
		where limit_candidates is null or t.r <= limit_candidates
	)
	select t.video, ((t.k & 2147483647) - 1073741824)::integer, count(distinct h.h), t.m
	from top t
	cross join generate_series(-1, 1) o
	join hit h on h.k = t.k + o
	group by t.video, t.k, t.m
	order by t.m desc, 3 desc, t.video
	limit limit_candidates;
end $$;
reset role;
