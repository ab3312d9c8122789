-- Decisions: which videos are copies of which.
--
-- A link (original_video_id) leads to an original, which has none: no chains, no
-- circles. The foreign key sees to it: it refers to (id, is_link), with is_link
-- false, and its own locks make it true for any number of writers at a time.
-- What becomes a link takes the links that it had along.
set client_min_messages = warning;
set role sg_owner;

alter table public.videos
	add column if not exists is_link boolean not null
		generated always as (original_video_id is not null) stored,
	add column if not exists original_is_link boolean not null default false
		check (not original_is_link),
	add column if not exists own boolean not null default false, -- a person said: no copy
	add column if not exists as_of pg_snapshot; -- what there was when it was claimed
do $$
begin
	if not exists (select from pg_constraint where conname = 'videos_link') then
		alter table public.videos add constraint videos_id_is_link unique (id, is_link);
		-- chains of old databases: to the end of each
		while exists (select from public.videos v
			join public.videos o on o.id = v.original_video_id
			where o.original_video_id is not null) loop
			update public.videos v set original_video_id = nullif(o.original_video_id, v.id)
			from public.videos o
			where o.id = v.original_video_id and o.original_video_id is not null;
		end loop;
		alter table public.videos
			drop constraint if exists videos_original_video_id_fkey,
			add constraint videos_link foreign key (original_video_id, original_is_link)
				references public.videos (id, is_link)
				on delete set null (original_video_id);
	end if;
end $$;

-- Which transaction stored a document: whether a snapshot shows it.
alter table sg.doc add column if not exists stored_by xid8 not null
	default pg_current_xact_id();
create index if not exists doc_stored_by on sg.doc (stored_by);

create index if not exists videos_channel on public.videos (channel_id);

-- Every decision, with what spoke for it. Of a link that was made by hand, too.
create table if not exists sg.decision (
	decision bigint generated always as identity primary key,
	video uuid not null references public.videos on delete cascade,
	status text not null,
	original uuid references public.videos on delete set null,
	evalue double precision,
	coverage double precision, -- of the video by the original
	coverage_of_original double precision,
	speed double precision,
	evidence text,
	decided_at timestamptz not null default now()
);
create index if not exists decision_video on sg.decision (video);
create index if not exists decision_original on sg.decision (original);

create or replace view public.decisions with (security_invoker = true) as
	select v.source_id as id, d.status, o.source_id as original, d.evalue,
		d.coverage as coverage_of_id, d.coverage_of_original, d.speed, d.evidence,
		d.decided_at
	from sg.decision d
	join public.videos v on v.id = d.video
	left join public.videos o on o.id = d.original
	order by d.decision;

-- Links to what becomes a link follow. The row that changes is locked already:
-- nobody can link to it until it is done.
create or replace function sg.follow() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
	update public.videos set original_video_id = new.original_video_id, updated_at = now()
	where original_video_id = new.id;
	return new;
end $$;
create or replace trigger videos_follow
	before update of original_video_id on public.videos
	for each row
	when (new.original_video_id is not null
		and new.original_video_id is distinct from old.original_video_id)
	execute function sg.follow();

-- The original of a video, which may be itself, locked so that it remains one
-- until the transaction ends. Null: there is no such video.
create or replace function sg.original_of(p_video uuid) returns uuid
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	v uuid := p_video;
	o uuid;
begin
	loop
		select x.original_video_id into o from public.videos x
		where x.id = v for key share;
		if not found then
			return null;
		elsif o is null then
			return v;
		end if;
		v := o;
	end loop;
end $$;
-- A row of a decision, and what became of it.
create or replace function sg.log(p_video uuid, p_row jsonb) returns void
language sql security definer set search_path = pg_catalog, pg_temp as $$
	insert into sg.decision (video, status, original, evalue, coverage,
		coverage_of_original, speed, evidence)
	select p_video, p_row->>'status', v.original_video_id, (p_row->>'evalue')::float8,
		(p_row->>'coverage_of_id')::float8, (p_row->>'coverage_of_original')::float8,
		(p_row->>'speed')::float8, p_row->>'evidence'
	from public.videos v where v.id = p_video
$$;

-- Decide a video that is not stored, with the token of its claim or by hand.
create or replace function sg.decided(p_token bigint, p_id text, p_status text,
	p_original text)
returns uuid
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	v public.videos;
	token bigint := p_token;
begin
	if p_token is null then
		perform sg.add(p_id);
	end if;
	select x.* into v from public.videos x where x.source_id = p_id for update;
	if v.claim_token is distinct from p_token and p_token is not null then
		raise exception 'claim % of ''%'' does not hold', p_token, p_id using errcode = 'SG001';
	elsif v.claim_token is not null and p_token is null then
		raise exception '''%'' is claimed by %', p_id, v.worker using errcode = 'SG002';
	elsif p_status = 'matched' and v.own then
		raise exception '''%'' is no copy: a person said so', p_id using errcode = '22023';
	end if;
	if p_token is null then -- a claim for as long as this takes
		token := nextval('sg.claim_seq');
		update public.videos x set match_status = 'pending', claim_token = token,
			lease_until = clock_timestamp()
		where x.id = v.id;
	end if;
	return sg.finish(token, p_status, p_original);
end $$;

-- Carry out a decision, which is rows of a stream of decisions, sg-stream(5), as
-- JSON: of the video, then of those that turned out to be copies of it. With the
-- token of a claim, or by hand.
--
-- Two who hold copies of one thing, each of which is nowhere when they look, must
-- not both store theirs. So those who store do it one at a time, from here to the
-- commit, and only if p_as_of, the snapshot of what was searched, shows every
-- document there is. Otherwise nothing is done, and what it does not show comes
-- back, with a snapshot that does: compare, and decide again.
create or replace function sg.decide(p_token bigint, p_decision jsonb, p_as_of pg_snapshot,
	p_profile smallint, p_frames integer, p_body bytea, p_postings bigint[], p_batch uuid,
	p_title text default null, p_url text default null,
	p_duration double precision default null, p_published timestamptz default null)
returns table (as_of text, id text)
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
declare
	d jsonb := p_decision->0;
	said text := d->>'id';
	v uuid;
	c record;
begin
	if current_setting('transaction_isolation') <> 'read committed' then
		raise exception 'want transactions of isolation read committed' using errcode = '22023';
	end if;
	if exists (select from public.videos x
			where x.source_id = said and x.done_token = p_token and x.claim_token is null
				and x.match_status = d->>'status')
		or exists (select from public.videos x join sg.doc y on y.video = x.id
			where x.source_id = said and y.batch = p_batch) then
		return; -- asked again
	end if;
	if d->>'status' = 'fingerprinted' then
		perform pg_advisory_xact_lock(hashtext('sg.decide'));
		return query
		select pg_current_snapshot()::text, x.source_id
		from sg.doc f join public.videos x on x.id = f.video
		where f.stored_by >= pg_snapshot_xmin(p_as_of)
			and not pg_visible_in_snapshot(f.stored_by, p_as_of)
			and f.profile = p_profile and x.source_id <> said;
		if found then
			return;
		end if;
		perform sg.store(p_token, said, p_profile, p_frames, p_body, p_postings, p_batch,
			p_title, p_url, p_duration, p_published);
		select x.id into strict v from public.videos x where x.source_id = said;
	else
		v := sg.decided(p_token, said, d->>'status', d->>'original');
		perform sg.add(said, p_title, p_url, p_duration, null, null, p_published);
	end if;
	perform sg.log(v, d);
	for c in select e.value as row from jsonb_array_elements(p_decision - 0) e(value)
		order by e.value->>'id' loop
		-- not what somebody works on, and not what has become a copy meanwhile
		update public.videos x set match_status = 'matched', original_video_id = v,
			updated_at = now()
		where x.source_id = c.row->>'id' and x.match_status = 'fingerprinted'
			and not x.own and x.id <> v;
		if found then
			perform sg.log(x.id, c.row) from public.videos x
			where x.source_id = c.row->>'id';
		end if;
	end loop;
end $$;

-- A link becomes an original: fingerprinted, or free to be.
create or replace function sg.set_free(p_video uuid) returns void
language sql security definer set search_path = pg_catalog, pg_temp as $$
	update public.videos v set original_video_id = null, attempts = 0, not_before = null,
		match_status = case when exists (select from sg.doc d where d.video = v.id)
			then 'fingerprinted' end,
		updated_at = now()
	where v.id = p_video
$$;

-- By hand. With an original: the video becomes a link to it; if it was the
-- original of that, they change places. Without: it is a link no more, and will
-- not be made one again but by hand. Returns what it is now, '' for free: it has
-- no fingerprint, and shall get one.
create or replace function sg.relink(p_id text, p_original text default null)
returns text
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	v public.videos;
	o public.videos;
begin
	-- both rows, always in the same order
	perform from public.videos x where x.source_id in (p_id, p_original)
	order by x.source_id for update;
	select x.* into v from public.videos x where x.source_id = p_id;
	if not found then
		raise exception 'no video ''%''', p_id using errcode = '22023';
	elsif v.claim_token is not null then
		raise exception '''%'' is claimed by %', p_id, v.worker using errcode = 'SG002';
	end if;
	if p_original is null then
		if v.original_video_id is null then
			raise exception '''%'' is no copy', p_id using errcode = '22023';
		end if;
		perform sg.set_free(v.id);
		update public.videos x set own = true where x.id = v.id;
	else
		select x.* into o from public.videos x where x.source_id = p_original;
		if not found then
			raise exception 'no video ''%'' to be the original', p_original
				using errcode = '22023';
		elsif o.id = v.id then
			raise exception '''%'' cannot be a copy of itself', p_id using errcode = '22023';
		elsif o.claim_token is not null then
			raise exception '''%'' is claimed by %', p_original, o.worker
				using errcode = 'SG002';
		elsif o.original_video_id <> v.id then
			raise exception '''%'' is itself a copy, of ''%''', p_original,
				(select x.source_id from public.videos x where x.id = o.original_video_id)
				using errcode = '22023';
		elsif o.original_video_id is not null then
			perform sg.set_free(o.id);
		end if;
		update public.videos x set match_status = 'matched', original_video_id = o.id,
			own = false, last_error = null, updated_at = now()
		where x.id = v.id;
	end if;
	select x.* into v from public.videos x where x.id = v.id;
	insert into sg.decision (video, status, original, evidence)
	values (v.id, coalesce(v.match_status, 'free'), v.original_video_id, 'by hand');
	return coalesce(v.match_status, '');
end $$;

revoke all on sg.decision, public.decisions from public, sg_worker, sg_compactor, sg_reader;
alter table sg.decision enable row level security;
drop policy if exists sg_read on sg.decision;
create policy sg_read on sg.decision for select
	to sg_worker, sg_compactor, sg_reader using (true);
grant select on sg.decision, public.decisions to sg_worker, sg_compactor, sg_reader;
revoke all on function sg.follow, sg.original_of, sg.log, sg.decided, sg.decide, sg.set_free,
	sg.relink from public, sg_worker, sg_compactor, sg_reader;
grant select (own, is_link) on public.videos to sg_reader, sg_compactor;
grant execute on function sg.decide to sg_worker;
reset role;
