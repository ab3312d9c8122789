-- The catalogue, which is the work queue, too.
set client_min_messages = warning;
set role sg_owner;

create table if not exists public.channels (
	id text primary key,
	title text,
	created_at timestamptz not null default now()
);

-- A video is free (match_status null), claimed (pending) or decided. While it
-- is claimed, and only then, it has a token, which fences late writers: each
-- claim has a new one, and whoever comes with an old one is refused.
create table if not exists public.videos (
	id uuid primary key default gen_random_uuid(),
	source_id text not null unique
		check (octet_length(source_id) between 1 and 255 and source_id <> '-'),
	youtube_id text,
	title text,
	url text,
	duration double precision check (duration >= 0), -- seconds
	channel_id text references public.channels,
	published_at timestamptz,
	original_video_id uuid references public.videos on delete set null,
	match_status text
		check (match_status in ('pending', 'fingerprinted', 'matched', 'too_short', 'flag')),
	attempts integer not null default 0, -- claims that count
	worker text,
	claim_token bigint,
	done_token bigint, -- of the claim that ended last
	lease_until timestamptz,
	not_before timestamptz,
	last_error text,
	created_at timestamptz not null default now(),
	updated_at timestamptz not null default now(),
	nr bigint generated always as identity, -- in the order in which they came
	-- a null check passes, hence "is not distinct from"
	constraint videos_claim check
		((match_status is not distinct from 'pending') = (claim_token is not null)
		and (claim_token is null) = (lease_until is null)),
	constraint videos_no_self_link check (original_video_id <> id)
) with (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02,
	autovacuum_vacuum_threshold = 500);

-- what an earlier version made, otherwise
alter table public.videos add column if not exists nr bigint generated always as identity;
alter table public.videos drop constraint if exists videos_youtube_id_key;
drop index if exists public.videos_free, public.videos_done;

-- A claim changes a row, and so costs an entry in each index that the row is in.
-- Of equals those that came first are free first: they lie beside each other.
create index if not exists videos_next
	on public.videos (coalesce(duration, 0) desc, nr) where match_status is null;
create unique index if not exists videos_youtube
	on public.videos (youtube_id) where youtube_id is not null;
create index if not exists videos_lease
	on public.videos (lease_until) where match_status = 'pending';
create unique index if not exists videos_token
	on public.videos (claim_token) where claim_token is not null;
create index if not exists videos_ended
	on public.videos (done_token) where done_token is not null;
create index if not exists videos_original
	on public.videos (original_video_id) where original_video_id is not null;

create sequence if not exists sg.claim_seq;
reset role;
