-- Who may do what. Nobody but the owner writes to a table: the others do it
-- through functions. Row level security is on as well, so that a grant by
-- mistake (as by the default privileges of a hosted database) opens nothing.
set client_min_messages = warning;
set role sg_owner;
do $$
declare
	t regclass;
begin
	foreach t in array array['public.videos', 'public.channels', 'sg.profile', 'sg.doc',
		'sg.fresh', 'sg.segment', 'sg.segment_doc', 'sg.bucket', 'sg.stat',
		'sg.digest', 'sg.digest_order']::regclass[] loop
		execute format('revoke all on %s from public, sg_worker, sg_compactor, sg_reader', t);
		execute format('alter table %s enable row level security', t);
		execute format('drop policy if exists sg_read on %s', t);
		execute format('create policy sg_read on %s for select '
			'to sg_worker, sg_compactor, sg_reader using (true)', t);
		if t <> 'public.videos'::regclass then
			execute format('grant select on %s to sg_worker, sg_compactor, sg_reader', t);
		end if;
	end loop;
end $$;
grant select (id, source_id, youtube_id, title, url, duration, channel_id,
	published_at, original_video_id, match_status, created_at)
	on public.videos to sg_reader, sg_compactor;
grant select on public.videos to sg_worker;
revoke all on sg.posting, public.fingerprints, public.fingerprint_hashes
	from public, sg_worker, sg_compactor, sg_reader;
grant select on sg.posting, public.fingerprints, public.fingerprint_hashes
	to sg_worker, sg_compactor, sg_reader;

grant usage on schema sg to sg_worker, sg_compactor, sg_reader;
revoke all on all functions in schema sg from public, sg_worker, sg_compactor, sg_reader;
revoke all on function public.find_fingerprint_candidates from public;
grant execute on function sg.add, sg.claim, sg.heartbeat, sg.claim_status, sg.release,
	sg.fail, sg.finish, sg.profile_of, sg.digests_put, sg.store, sg.stored to sg_worker;
grant execute on function sg.compact_begin, sg.compact_put, sg.compact_count,
	sg.compact_end, sg.compact_body to sg_compactor;
grant execute on function public.find_fingerprint_candidates
	to sg_reader, sg_worker, sg_compactor;
reset role;
