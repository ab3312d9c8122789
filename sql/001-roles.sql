-- Roles. Group roles without login: grant them to the login roles you make.
--
--	sg_owner	owns everything; removes, flags, repairs
--	sg_worker	claims, stores, finishes: through functions only
--	sg_compactor	merges segments: through one function
--	sg_reader	searches and lists; sees neither claims nor errors
--
-- Every file of sql/ may be applied again, to a database in use:
--	psql -1 -v ON_ERROR_STOP=1 -f 001-roles.sql -f 002-catalogue.sql ...
-- or all of them: sg-queue init.
set client_min_messages = warning;
do $$
declare
	r text;
begin
	foreach r in array array['sg_owner', 'sg_worker', 'sg_compactor', 'sg_reader'] loop
		if not exists (select from pg_roles where rolname = r) then
			execute format('create role %I nologin', r);
		end if;
	end loop;
	if not pg_has_role(current_user, 'sg_owner', 'member') then
		execute format('grant sg_owner to %I', current_user);
	end if;
	if not exists (select from pg_namespace where nspname = 'sg') then
		execute 'create schema sg authorization sg_owner';
		execute 'grant usage, create on schema public to sg_owner';
	end if;
end $$;
