-- Storing and removing.
set role sg_owner;

-- The number of a profile; the first who names it makes it.
create or replace function sg.profile_of(p_name text, p_spelling text,
	p_digits smallint, p_space bigint)
returns smallint
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	f sg.profile;
begin
	insert into sg.profile (name, spelling, hash_digits, hash_space)
	values (p_name, p_spelling, p_digits, p_space)
	on conflict (name) do nothing;
	select p.* into f from sg.profile p where p.name = p_name;
	if f.spelling <> p_spelling then
		raise exception 'the database has another profile %: %', p_name, f.spelling
			using errcode = '22023';
	end if;
	return f.profile;
end $$;

-- What sonicgen calls its hashes: 10 bytes each, in order of hash. They are known
-- by their sum, so whoever may store may bring them.
create or replace function sg.digests_put(p_digests bytea) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp
	set work_mem = '64MB' set jit = off as $$
begin
	if sha256(p_digests) <> '\x73b75b69ddd0fd1e5b82783566708dfa09c4020ad21d7ddf6635741e6849620c' then
		raise exception 'these are not the digests of sonicgen' using errcode = '22023';
	end if;
	perform pg_advisory_xact_lock(hashtext('sg.digests'));
	if exists (select from sg.digest) then
		return;
	end if;
	insert into sg.digest (block, digests)
	select b, substring(p_digests from b * 640 + 1 for 640)
	from generate_series(0, length(p_digests) / 640) b
	where b * 640 < length(p_digests);
	insert into sg.digest_order (prefix, p)
	select (d.bits >> 48 & 65535)::integer,
		array_agg((d.bits >> 7 & 2199023255551) << 22 | d.hash)
	from (
		select ('x' || encode(substring(p_digests from h * 10 + 1 for 8), 'hex'))::bit(64)::bigint
			as bits, h::bigint as hash
		from generate_series(0, length(p_digests) / 10 - 1) h) d
	group by 1;
end $$;

-- A number of four bytes in a segment, least byte first: sg-index(5).
create or replace function sg.le32(p_bytes bytea, p_at integer) returns integer
language sql immutable set search_path = pg_catalog, pg_temp as $$
	select get_byte(p_bytes, p_at) | (get_byte(p_bytes, p_at + 1) << 8)
		| (get_byte(p_bytes, p_at + 2) << 16) | (get_byte(p_bytes, p_at + 3) << 24)
$$;

-- Store a fingerprint, and decide the video: fingerprinted. With the token of
-- a claim, of the claimed video; without, by hand, unless somebody holds it.
-- The video's row is locked first: a second storer waits, and then fails.
create or replace function sg.store(p_token bigint, p_id text, p_profile smallint,
	p_frames integer, p_body bytea, p_postings bigint[], p_batch uuid,
	p_title text default null, p_url text default null,
	p_duration double precision default null, p_published timestamptz default null)
returns boolean -- whether it replaced one
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	v public.videos;
	d bigint;
	old bigint;
begin
	-- an old claim shall not even change the title
	if p_token is not null and not exists (select from public.videos x
			where x.source_id = p_id and p_token in (x.claim_token, x.done_token)) then
		raise exception 'claim % of ''%'' does not hold', p_token, p_id
			using errcode = 'SG001';
	end if;
	perform sg.add(p_id, p_title, p_url, p_duration, null, null, p_published);
	select x.* into strict v from public.videos x where x.source_id = p_id for update;
	if exists (select from sg.doc x where x.video = v.id and x.batch = p_batch) then
		return false; -- asked again
	elsif p_token is not null then
		if v.claim_token is distinct from p_token then
			raise exception 'claim % of ''%'' does not hold', p_token, p_id
				using errcode = 'SG001';
		end if;
		perform sg.finish(p_token, 'fingerprinted');
	elsif v.claim_token is not null then
		raise exception '''%'' is claimed by %', p_id, v.worker using errcode = 'SG002';
	else
		update public.videos set match_status = 'fingerprinted',
			original_video_id = null, last_error = null, updated_at = now()
		where id = v.id;
	end if;
	delete from sg.doc where video = v.id and profile = p_profile returning doc into old;
	-- the peaks of the first row
	if substring(p_body for 8) <> 'SGSEGMT1' then
		raise exception 'the body of ''%'' is no segment', p_id using errcode = '22023';
	end if;
	insert into sg.doc (video, profile, frames, postings, peaks, body, batch)
	values (v.id, p_profile, p_frames, cardinality(p_postings),
		sg.le32(p_body, sg.le32(p_body, 40) + 12), p_body, p_batch)
	returning doc into d;
	insert into sg.fresh (doc, p) values (d, p_postings);
	return old is not null;
end $$;

-- Whether a batch reached the disk, of which a video was the last: a store
-- whose COMMIT was not answered asks.
create or replace function sg.stored(p_id text, p_batch uuid) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
	select exists (
		select from sg.doc d join public.videos v on v.id = d.video
		where v.source_id = p_id and d.batch = p_batch)
$$;

-- Remove videos and their fingerprints; links to them are free again, to be
-- decided anew. With a profile, the fingerprints in that only, and the videos
-- stay, free when they have no other. Returns the ids that were there.
create or replace function sg.remove(p_ids text[], p_profile text default null)
returns setof text
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
	if p_profile is not null then
		return query
		with gone as (
			delete from sg.doc d using public.videos v, sg.profile f
			where v.id = d.video and f.profile = d.profile and f.name = p_profile
				and v.source_id = any (p_ids)
			returning d.video, d.doc
		), free as (
			update public.videos v set match_status = null, attempts = 0, updated_at = now()
			from gone where v.id = gone.video and v.match_status = 'fingerprinted'
				and not exists (select from sg.doc d
					where d.video = v.id and d.doc <> gone.doc)
		)
		select v.source_id from gone join public.videos v on v.id = gone.video;
		return;
	end if;
	update public.videos set match_status = null, original_video_id = null,
		attempts = 0, updated_at = now()
	where match_status = 'matched' and original_video_id in
		(select v.id from public.videos v where v.source_id = any (p_ids));
	return query
	delete from public.videos v where v.source_id = any (p_ids) returning v.source_id;
end $$;
reset role;
