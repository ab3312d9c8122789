-- The work queue. A claim is known by its token alone. SQLSTATE SG001: the
-- claim is not yours (any more); SG002: somebody else holds the video.
--
-- Who ends a claim and does not hear the answer may ask again: the same end of
-- the same claim, if it was the video's last, is done once and true twice.
set role sg_owner;

-- Put a video into the catalogue, or say more of one. True when it is new.
create or replace function sg.add(p_id text, p_title text default null,
	p_url text default null, p_duration double precision default null,
	p_channel_id text default null, p_channel text default null,
	p_published timestamptz default null)
returns boolean language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	is_new boolean;
begin
	if p_channel_id is not null then
		insert into public.channels as c (id, title) values (p_channel_id, p_channel)
		on conflict (id) do update set title = excluded.title
		where c.title is distinct from excluded.title and excluded.title is not null;
	end if;
	insert into public.videos as v
		(source_id, youtube_id, title, url, duration, channel_id, published_at)
	values (p_id, substring(p_id from '^[A-Za-z0-9_-]{11}$'), p_title, p_url,
		p_duration, p_channel_id, p_published)
	on conflict (source_id) do update set
		title = coalesce(excluded.title, v.title),
		url = coalesce(excluded.url, v.url),
		duration = coalesce(excluded.duration, v.duration),
		channel_id = coalesce(excluded.channel_id, v.channel_id),
		published_at = coalesce(excluded.published_at, v.published_at),
		updated_at = now()
	returning xmax = 0 into is_new;
	return is_new;
end $$;

-- Claim up to p_n videos: those whose lease ran out, then free ones, the longest
-- first, of equals those that came first. One whose lease ran out for the p_max-th time is flagged instead.
create or replace function sg.claim(p_worker text, p_n integer default 1,
	p_lease interval default '5 minutes', p_max integer default 3)
returns table (token bigint, source_id text, id uuid, title text, url text,
	duration double precision, attempts integer)
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	got integer;
begin
	return query
	with late as (
		select v.id, v.attempts from public.videos v
		where v.match_status = 'pending' and v.lease_until < statement_timestamp()
		order by v.lease_until limit p_n for update skip locked
	), dead as (
		update public.videos v set match_status = 'flag', claim_token = null,
			lease_until = null, worker = null, updated_at = now(),
			last_error = concat_ws('; ', v.last_error, format(
				'claimed %s times, the last time by %s, and never finished',
				v.attempts, v.worker))
		from late where v.id = late.id and late.attempts >= p_max
	)
	update public.videos v set claim_token = nextval('sg.claim_seq'), worker = p_worker,
		lease_until = clock_timestamp() + p_lease, attempts = v.attempts + 1,
		as_of = pg_current_snapshot(), updated_at = now()
	from late where v.id = late.id and late.attempts < p_max
	returning v.claim_token, v.source_id, v.id, v.title, v.url, v.duration, v.attempts;
	get diagnostics got = row_count;
	if got < p_n then
		return query
		with free as (
			select v.id from public.videos v
			where v.match_status is null
				and (v.not_before is null or v.not_before <= statement_timestamp())
			order by coalesce(v.duration, 0) desc, v.nr
			limit p_n - got for update skip locked
		)
		update public.videos v set match_status = 'pending',
			claim_token = nextval('sg.claim_seq'), worker = p_worker,
			lease_until = clock_timestamp() + p_lease, attempts = v.attempts + 1,
			as_of = pg_current_snapshot(), updated_at = now()
		from free where v.id = free.id
		returning v.claim_token, v.source_id, v.id, v.title, v.url, v.duration, v.attempts;
	end if;
end $$;

-- Prolong leases; returns the tokens that still hold.
create or replace function sg.heartbeat(p_tokens bigint[], p_lease interval)
returns setof bigint
language sql security definer set search_path = pg_catalog, pg_temp as $$
	update public.videos set lease_until = clock_timestamp() + p_lease
	where claim_token = any (p_tokens)
	returning claim_token
$$;

-- What became of a claim: 'pending', it holds; the decision it ended with; ''
-- when it was given back; null when others have the video now.
create or replace function sg.claim_status(p_token bigint) returns text
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
	select coalesce(match_status, '') from public.videos
	where claim_token = p_token or (done_token = p_token and claim_token is null)
$$;

-- Give a claim back: the attempt does not count. False: it was not held.
create or replace function sg.release(p_token bigint, p_error text default null,
	p_delay interval default '1 minute')
returns boolean
language sql security definer set search_path = pg_catalog, pg_temp as $$
	with u as (
		update public.videos set match_status = null, claim_token = null,
			done_token = p_token, lease_until = null, worker = null,
			attempts = greatest(attempts - 1, 0),
			last_error = coalesce(p_error, last_error),
			not_before = clock_timestamp() + p_delay, updated_at = now()
		where claim_token = p_token
		returning 1
	) select exists (select from u) or exists (select from public.videos
		where done_token = p_token and match_status is null)
$$;

-- The work failed: try again later, or flag the video after p_max attempts.
-- Returns its status, '' when it is free again; null: the claim was not held.
create or replace function sg.fail(p_token bigint, p_error text,
	p_max integer default 3, p_delay interval default '1 minute')
returns text
language sql security definer set search_path = pg_catalog, pg_temp as $$
	with u as (
		update public.videos set
			match_status = case when attempts >= p_max then 'flag' end,
			claim_token = null, done_token = p_token, lease_until = null,
			worker = null, last_error = p_error,
			not_before = clock_timestamp() + p_delay, updated_at = now()
		where claim_token = p_token
		returning coalesce(match_status, '') as status
	)
	select u.status from u
	union all
	select coalesce(match_status, '') from public.videos
	where done_token = p_token and coalesce(match_status, 'flag') = 'flag'
$$;

-- Decide a claimed video. The caller's transaction fails unless it holds the
-- claim; the row is locked, so that two cannot both think so.
create or replace function sg.finish(p_token bigint, p_status text,
	p_original text default null)
returns uuid
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	v uuid;
	o uuid;
begin
	if p_status is null or p_status not in ('fingerprinted', 'matched', 'too_short', 'flag') then
		raise exception 'no such decision: %', coalesce(p_status, 'null') using errcode = '22023';
	end if;
	if (p_status = 'matched') <> (p_original is not null) then
		raise exception 'matched has an original, and nothing else has' using errcode = '22023';
	end if;
	if p_original is not null then
		select sg.original_of(x.id) into o
		from public.videos x where x.source_id = p_original;
		if o is null then
			raise exception 'no video ''%'' to be the original', p_original using errcode = '22023';
		elsif exists (select from public.videos x where x.id = o and x.claim_token = p_token) then
			raise exception 'a video cannot be a copy of itself' using errcode = '22023';
		end if;
	end if;
	update public.videos set match_status = p_status, original_video_id = o,
		claim_token = null, done_token = p_token, lease_until = null,
		worker = null, last_error = null, not_before = null, updated_at = now()
	where claim_token = p_token
	returning id into v;
	if not found then
		select x.id into v from public.videos x
		where x.done_token = p_token and x.match_status = p_status
			and x.original_video_id is not distinct from o;
	end if;
	if not found then
		raise exception 'claim % does not hold any more', p_token using errcode = 'SG001';
	end if;
	return v;
end $$;

-- Give flagged videos back to the queue: those, or all. Returns how many.
create or replace function sg.retry(p_ids text[] default null) returns bigint
language sql security definer set search_path = pg_catalog, pg_temp as $$
	with u as (
		update public.videos set match_status = null, attempts = 0, not_before = null,
			updated_at = now()
		where match_status = 'flag' and (p_ids is null or source_id = any (p_ids))
		returning 1
	) select count(*) from u
$$;
reset role;
