#!/bin/bash
# pg.sh: PostgreSQL, against the seed's way and \copy of the same rows; and a queue
# of a thousand workers whose work is simulated. Runs where sound.sh left hour.fp.
# shellcheck source=tests/bench/lib.sh
. "$(dirname "$(readlink -f "$0")")/lib.sh"
here=$(readlink -f "$(dirname "$(readlink -f "$0")")/../..")
sound=$PWD
# the server's user must reach the directory
tmp=$(mktemp -d)
cd "$tmp"
O=build
# shellcheck source=tests/pg.sh
. "$here/tests/pg.sh"
pg_start
pg_stop fast
printf '%s\n' 'fsync = on' 'shared_buffers = 1GB' 'max_wal_size = 16GB' 'max_connections = 1100' \
    'log_statement = none' 'maintenance_work_mem = 512MB' 'work_mem = 64MB' |
    "${pg_as[@]}" tee -a "$tmp/pg/data/postgresql.conf" >/dev/null
pg_start
sql postgres -c 'create database b'
SG_DB=$(db b)
export SG_DB XDG_CACHE_HOME=$tmp/cache
sg-queue init
bench() { pgbench -n -d b "$@" 2>/dev/null; }
# calm: before what writes; what others wrote is on the disk then
calm() { sql b -c checkpoint >/dev/null; }
# clock COMMAND: its seconds
clock() {
	local from=$EPOCHREALTIME
	eval "$1" >/dev/null
	calc 4 "$EPOCHREALTIME - $from"
}
# median SQL: ms of a statement, of nine
median() {
	{ printf '%s\n' '\timing on'; for _ in 1 2 3 4 5 6 7 8 9; do echo "$1;"; done; } |
		sql b | awk '$1 == "Time:" { print $2 }' | sort -n | sed -n 5p
}

# recordings of some 10,000 postings each; and 400 more, in a file each: a connection
# costs as much as ten of them, where forks are dear
sg-segment -W 280 -S 280 "$sound/hour.fp" | sed 's/hour@/v/g' >base.fp
grow -p -n "$SG_BENCH_PG" base.fp >present.fp
grow -p -n 4000000 base.fp | sed 's/^\(\(## rec \)\?v[0-9]*\)\//\1.new/' |
    awk '/^## sg peaks/ { n++ } { print > ("new" n ".fp") }'
mapfile -t new < <(printf '%s\n' new*.fp | sort -V)
forty=("${new[@]:0:40}")
postings() { cat "$@" | grep -c $'^[^#\t]*\t[0-9]*\t[0-9a-f]\{8\}$'; }
fresh=$(postings "${new[@]}") few=$(postings "${forty[@]}")

sg-store present.fp
n=$(sql b -c 'select sum(postings) from sg.doc')
cat <<END

## PostgreSQL

Version $(pg_config --version | cut -d' ' -f 2), fsync on, $n postings present; the same rows in
the seed's tables (text hashes, three indexes, counters) and in one without an
index (integer keys). A video has some 10,000 postings. A checkpoint precedes
whatever writes.

| what | ours | the other | ratio | to reach |
|---|---|---|---|---|
END
row() { printf '| %s | %s | %s | %s | %s |\n' "$@"; }

# the seed's tables, of the same rows; and plain ones to copy into
sql b <<'S'
set client_min_messages = warning;
create schema seed;
create table seed.fingerprints (hash text, video_id uuid, t_ref integer);
insert into seed.fingerprints
	select substr(encode(sha256(hash::bytea), 'hex'), 1, 20), video_id, t_ref from public.fingerprints;
alter table seed.fingerprints add primary key (hash, video_id, t_ref);
create index on seed.fingerprints (hash, t_ref);
create table seed.fingerprint_hashes (hash text primary key, total_count bigint, video_count bigint);
insert into seed.fingerprint_hashes select hash, count(*), count(distinct video_id) from seed.fingerprints group by 1;
create index on seed.fingerprint_hashes (total_count desc);
vacuum analyze; -- so that nothing does while we measure
create table seed.plain (hash integer, video integer, t_ref integer);
create function seed.stopwords(f float8) returns setof text language sql as $$
	select hash from seed.fingerprint_hashes order by total_count desc
	limit floor(f * (select count(*) from seed.fingerprint_hashes)) $$;
create function seed.find(o jsonb, f float8, fewest integer, most integer, lim integer)
returns table (video_id uuid, delta integer, hashes bigint, matches bigint) language sql as $$
	with q as materialized (select e->>'hash' as hash, (e->>'t_ref')::integer as t from jsonb_array_elements(o) e),
	stop as materialized (select w from seed.stopwords(f) w),
	hit as (select p.video_id, p.t_ref - q.t as d, p.hash from q cross join lateral (
			select * from seed.fingerprints x where x.hash = q.hash limit most) p
		where q.hash not in (select w from stop)),
	sums as (select video_id, d, count(*) as m, count(distinct hash) as k from hit group by 1, 2),
	near as (select video_id, d, sum(m) over w as m, sum(k) over w as k from sums
		window w as (partition by video_id order by d range between 1 preceding and 1 following))
	select distinct on (m, video_id) video_id, d, k::bigint, m::bigint from near
	where m >= fewest order by m desc, video_id limit lim $$;
S
disk_seed=$(sql b -c "select pg_total_relation_size('seed.fingerprints') + pg_total_relation_size('seed.fingerprint_hashes')")

# the rows of a video in SQL, as the seed sends them: counters, then row by row, 5,000 a commit
inserts() {
	echo "prepare c (text) as insert into seed.fingerprint_hashes values (\$1, 1, 1) on conflict (hash) do update set
		total_count = fingerprint_hashes.total_count + 1, video_count = fingerprint_hashes.video_count + 1;
		prepare i (text, uuid, integer) as insert into seed.fingerprints values (\$1, \$2, \$3); begin;"
	awk -F '\t' -v id="$(cat /proc/sys/kernel/random/uuid)" '/^[^#]/ && NF == 3 && length($3) == 8 {
		h = $3 "000000000000"; if (!(h in seen)) { seen[h]; print "execute c (\x27" h "\x27);" }
		r[++n] = "execute i (\x27" h "\x27, \x27" id "\x27, " $2 ");" }
		END { for (i = 1; i <= n; i++) { print r[i]; if (i % 5000 == 0) print "commit; begin;" } print "commit; deallocate all;" }' "$1"
}
for f in "${new[@]:0:3}"; do inserts "$f"; done >insert.sql
awk -F '\t' 'FNR == 1 { close(f); f = FILENAME ".rows" }
	/^[^#]/ && NF == 3 && length($3) == 8 { print $2 % 1000003 "\t1\t" $2 > f }' "${new[@]}"
printf "\\\\copy seed.plain from '%s.rows'\n" "${new[@]}" >copy.sql
calm
t=$(clock 'sql b -q -f insert.sql >/dev/null'); seed=$(calc 0 "$(postings "${new[@]:0:3}") / $t")
calm
t=$(clock 'sql b -f copy.sql'); copy=$(calc 0 "$fresh / $t")
calm
t=$(clock 'cat "${new[@]}" | sg-store -e'); ours=$(calc 0 "$fresh / $t")
row 'store, a commit for each video (`sg-store -e`), postings a second' "$ours" "the seed: $seed" "$(calc 0 "$ours / $seed")" 500
row 'the same, against `\copy`' "$ours" "$copy" "$(calc 1 "$ours / $copy")" 4
calm
t=$(clock 'for f in "${forty[@]}"; do sg-store "$f"; done'); each=$(calc 0 "$few / $t")
row 'forty stored again, a process for each video, too' "$each" "the seed: $seed" "$(calc 0 "$each / $seed")" -
calm
t=$(clock 'cat "${forty[@]}" | sg-store'); ours=$(calc 0 "$few / $t")
row 'the forty once more, in one commit' "$ours" "$copy" "$(calc 1 "$ours / $copy")" 4

sql b -c "copy (select (x.h % 1000003)::integer, 1, t_ref from (select ('x' || hash)::bit(32)::bigint & 16777215 as h, t_ref from public.fingerprints) x) to stdout" >all.rows
sql b -c 'truncate seed.plain'
calm
t=$(clock "sql b -c '\\copy seed.plain from all.rows'"); copy=$(calc 0 "$(wc -l <all.rows) / $t")
calm
t=$(clock 'sg-index compact'); ours=$(calc 0 "($n + $fresh) / $t")
row 'compaction, postings a second' "$ours" "$copy" "$(calc 1 "$ours / $copy")" 2
rm all.rows
sql b -c 'vacuum analyze' >/dev/null
disk=$(sql b -c "select sum(pg_total_relation_size(c.oid)) from pg_class c where relkind = 'r' and (relnamespace = 'sg'::regnamespace or oid in ('public.videos'::regclass, 'public.channels'::regclass))")

# clips N K: so many clips of the same K hashes
clips() {
	sql b -c "select e->>'hash', e->>'t_ref' from seed.q$2, jsonb_array_elements(ours) e" |
	    awk -F '|' -v n="$1" -v profile="$(grep -m 1 '^## profile' base.fp)" 'BEGIN { OFS = "\t" } { hash[NR] = $1; at[NR] = $2 - 3000 }
		END { print "## sg hashes 1"; print profile
			for (c = 1; c <= n; c++) { print "## rec c" c; if (c == 1) print "# rec", "t_ref", "hash"
				for (i = 1; i <= NR; i++) print "c" c, at[i], hash[i]; print "## frames " at[NR] + 100 }
			print "## end" }'
}
for k in 200 1000 4000; do
	sql b -c "create table seed.q$k as select jsonb_agg(jsonb_build_object('hash', hash, 't_ref', t_ref)) as ours,
		jsonb_agg(jsonb_build_object('hash', substr(encode(sha256(hash::bytea), 'hex'), 1, 20), 't_ref', t_ref)) as theirs
		from (select hash, t_ref + case when t_ref % 5 = 0 then 1 else 0 end as t_ref from public.fingerprints f
			join videos v on v.id = f.video_id where v.source_id = 'v560/7' and t_ref > 3000 order by t_ref limit $k) x"
	ours=$(median "select find_fingerprint_candidates(ours, 0.01, 6, 1000, 50) from seed.q$k")
	seed=$(median "select seed.find(theirs, 0.01, 6, 1000, 50) from seed.q$k")
	case $k in 200) reach=150 ;; 1000) reach=30 ;; *) reach=15 ;; esac
	clips 1 "$k" >one.fp
	clips 51 "$k" >many.fp
	sg-match -n 1 one.fp >/dev/null # which brings the mirror up to date
	match=$(for _ in 1 2 3 4 5 6 7 8 9; do
		calc 3 "($(clock 'sg-match -n 1 many.fp') - $(clock 'sg-match -n 1 one.fp')) * 1000 / 50"
		echo
	done | sort -n | sed -n 5p)
	row "match, $k hashes, ms (median of 9)" "$match" "the seed: $seed" "$(calc 0 "$seed / $match")" "$reach"
	row 'the same in SQL, `find_fingerprint_candidates`' "$ours" "the seed: $seed" "$(calc 0 "$seed / $ours")" -
done
row 'disk, bytes a posting, all in' "$(calc 1 "$disk / ($n + $fresh)")" "the seed: $(calc 0 "$disk_seed / $n")" "$(calc 0 "$disk_seed / $n / ($disk / ($n + $fresh))")" '14 bytes'

sql b -c "insert into videos (source_id) select 'w' || i from generate_series(1, 400000) i" -c 'create table seed.one (i integer)'
calm
echo 'insert into seed.one values (1);' >commit.sql
echo "select count(*) from sg.claim('w' || :client_id, 8);" >claim.sql
commits=$(bench -c 1 -T 5 -f commit.sql | awk '/^tps/ { print $3 }')
claims=$(bench -c 8 -j 2 -T 5 -f claim.sql | awk '/^tps/ { print $3 * 8 }')
row 'claims a second, 8 workers, 8 at a time' "$(calc 0 "$claims")" "single commits: $(calc 0 "$commits")" "$(calc 1 "$claims / $commits")" 5
t=$(clock 'sg-index pull -d pulled "$SG_DB"')
row 'pull, postings a second' "$(calc 0 "($n + $fresh) / $t")" - - 2000000
row 'pulled index, bytes a posting, peaks included' "$(calc 1 "$(du -sb pulled | cut -f 1) / ($n + $fresh)")" - - -

# a thousand workers, each of which works some 10 s on a video; then as fast as it goes
sql b -c "update videos set match_status = null, claim_token = null, lease_until = null, attempts = 0 where match_status = 'pending'"
cat >work.sql <<'S'
\set work random(5000, 15000)
select token from sg.claim('w' || :client_id, 1) \gset
\sleep :work ms
select count(*) from sg.heartbeat(array[:token]::bigint[], '5 minutes');
select sg.finish(:token, 'too_short');
S
sed '/sleep\|set work/d' work.sql >fast.sql
ulimit -n 8192
busy() { awk '/^cpu / { print ($2 + $3 + $4) / 100 }' /proc/stat; }
cat <<END

A queue with 1,000 workers, simulated: each has a connection, claims a video, waits
5 to 15 s, prolongs its lease, finishes; and with 32 that do not wait.

| workers | videos a second | claim, ms | heartbeat, ms | finish, ms | processors busy |
|---|---|---|---|---|---|
END
for w in '1000 work 45' '32 fast 15'; do
	read -r workers how seconds <<<"$w"
	from=$(busy)
	bench -c "$workers" -j 2 -T "$seconds" -r -f "$how.sql" >sim
	used=$(calc 2 "($(busy) - $from) / $seconds")
	ms() { awk -v s="$1" 'index($0, s) { print $1; exit }' sim; }
	printf '| %s | %s | %s | %s | %s | %s |\n' "$workers" "$(awk '/^tps/ { printf "%.0f", $3 }' sim)" \
	    "$(ms sg.claim)" "$(ms sg.heartbeat)" "$(ms sg.finish)" "$used"
done
echo
echo "Decided twice: $(sql b -c "select count(*) from (select done_token from videos where match_status = 'too_short' group by 1 having count(*) > 1) x"); left with a claim: $(sql b -c "select count(*) from videos where match_status = 'pending' and lease_until > now()") of the last round."
