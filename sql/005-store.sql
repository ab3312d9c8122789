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
	insert into sg.doc (video, profile, frames, postings, body, batch)
	values (v.id, p_profile, p_frames, cardinality(p_postings), p_body, p_batch)
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
-- decided anew. Returns the ids that were there.
create or replace function sg.remove(p_ids text[]) returns setof text
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
	update public.videos set match_status = null, original_video_id = null,
		attempts = 0, updated_at = now()
	where match_status = 'matched' and original_video_id in
		(select v.id from public.videos v where v.source_id = any (p_ids));
	return query
	delete from public.videos v where v.source_id = any (p_ids) returning v.source_id;
end $$;
reset role;
