#!/bin/bash
# shellcheck disable=SC2034,SC2016,SC2317,SC2094,SC1003,SC2001 # ok evaluates
# Connections that are lost at the worst moment, deadlocks, and text that would
# like to be SQL.
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/lib.sh"
plain_only 'connections that are lost; the same code runs in store-pg.t and queue.t'
# shellcheck source=tests/fp.sh
. "$here/tests/fp.sh"
# shellcheck source=tests/pg.sh
. "$here/tests/pg.sh"

pg_start
sql postgres -c 'create database f' -c 'create role w login' -c 'create role c login' -c 'create role r login' \
    -c "alter role w set deadlock_timeout = '1500ms'"
sg-queue -d "$(db f)" init
sql f -c 'grant sg_worker to w' -c 'grant sg_compactor to c' -c 'grant sg_reader to r'
owner() { sql f -U admin -c "$1"; }
# soon SQL: it comes true, within 20 s
soon() {
	local i
	for ((i = 0; i < 400; i++)); do
		[ "$(owner "select $1")" != t ] || return 0
		sleep 0.05
	done
	echo "# never: $1"
	return 1
}
holding="exists (select from pg_stat_activity where state = 'idle in transaction')"
waiting="exists (select from pg_locks where not granted)"
docs() { owner "select count(*) from sg.doc"; }
mkdir lossy
# behind WHAT TEXT N: from now on connections through lossy/ are lost so
behind() {
	[ -z "${proxy:-}" ] || { kill "$proxy" && wait "$proxy"; } 2>/dev/null
	rm -f lossy/.s.PGSQL.5432
	python3 "$here/tests/pgproxy.py" lossy pg "$@" &
	proxy=$!
	until [ -S lossy/.s.PGSQL.5432 ]; do sleep 0.05; done
}
lossy() { echo "postgresql:///f?host=$tmp/lossy&user=$1"; }
for id in a b c; do mk $id $((${#id} + 3)) 50 >$id; done

behind answer commit 1
ok 'an answer to COMMIT is lost: asked again, stored once' 'rc 0 sg-store -v -d "$(lossy w)" a && says "stored 1 recordings, 50 postings, replaced 0" && [ "$(docs)" = 1 ] && [ "$(owner "select max(doc) from sg.doc")" = 1 ]'
behind request commit 2
ok 'COMMIT itself is lost: done again' 'rc 0 sg-store -v -d "$(lossy w)" b && says "replaced 0" && [ "$(docs)" = 2 ]'
behind answer sg.store 1
ok 'lost in the middle'       'cat a b c | rc 0 sg-store -d "$(lossy w)" && [ "$(docs)" = 3 ]'
behind answer sg.store 2
ok '-e: an answer is lost'    'cat a c b | rc 0 sg-store -ev -d "$(lossy w)" && says "stored 3 recordings, 150 postings" && [ "$(docs)" = 3 ]'
behind request sg.store 2
ok '-e: a question is lost'   'cat b a c | rc 0 sg-store -ev -d "$(lossy w)" && says "replaced 3" && [ "$(docs)" = 3 ]'
behind request sg.store 99
ok '-e: always lost'          'cat a b | rc 75 sg-store -e -d "$(lossy w)" && says "sg-store: PostgreSQL: " && [ "$(wc -l <err)" -eq 1 ] && [ "$(docs)" = 3 ]'
behind request commit 99
ok 'always: try again later'  'mk d 9 9 | rc 75 sg-store -d "$(lossy w)" && says "sg-store: PostgreSQL: " && [ "$(docs)" = 3 ]'
printf '## sg videos 1\n# id\nq1\nq2\n## end\n' | sg-queue -d "$(db f w)" add
token=$(sg-queue -d "$(db f w)" claim | sed -n 4p | cut -f 1)
behind answer sg.finish 1
ok 'the answer to an end of a claim' 'SG_CLAIM=$token rc 0 sg-queue -d "$(lossy w)" finish too_short && [ "$(owner "select match_status from videos where done_token = $token")" = too_short ]'
behind answer commit 1
ok 'the answer to a compaction' 'rc 75 sg-index -d "$(lossy c)" compact && sg-index -d "$(db f c)" compact && sg-index -d "$(db f r)" check && [ "$(owner "select count(*) from sg.segment")" = 1 ]'
behind request sg.compact_end 1
ok 'a compaction that does not end leaves nothing' 'mk d 9 9 | sg-store -d "$(db f w)" && rc 75 sg-index -d "$(lossy c)" compact && [ "$(owner "select count(*), (select count(*) from sg.fresh) from sg.segment")" = "1|1" ] && sg-index -d "$(db f r)" check'
behind request 'd.body' 1
ok 'a pull: try again later'  'rc 75 sg-index pull -d ix "$(lossy r)" && rc 0 sg-index -v pull -d ix "$(lossy r)" && says "pulled 4 recordings, 159 postings"'
kill "$proxy"

# a deadlock: somebody takes b, we take a and want b, they want a
dead() {
	mkfifo other
	sql f -U admin <other >/dev/null &
	exec 3>other
	echo "set deadlock_timeout = '60s'; begin; update videos set title = 'x' where source_id = 'b';" >&3
	soon "$holding" || return
	cat a b | sg-store -v -d "$(db f w)" 2>err 3>&- &
	soon "$waiting" || return
	echo "update videos set title = 'x' where source_id = 'a'; commit;" >&3
	exec 3>&-
	wait $! && says 'stored 2 recordings' && grep -q 'deadlock detected' pg/log
}
ok 'the victim of a deadlock tries again' dead
owner "create sequence public.n; create function public.no() returns trigger language plpgsql as \$\$ begin
	if nextval('public.n') <= 2 then raise exception 'try again' using errcode = '40001'; end if; return new; end \$\$;
	create trigger no before insert on sg.doc for each row execute function public.no(); grant usage on sequence public.n to sg_owner"
ok 'so does what could not be serialised' 'rc 0 sg-store -d "$(db f w)" c && [ "$(owner "select last_value from public.n")" = 3 ]'
owner "alter sequence public.n increment -1 maxvalue 3 minvalue -1000000000 restart with 2"
ok 'but not for ever'         'rc 75 sg-store -d "$(db f w)" c && says "PostgreSQL: try again"'
owner 'drop function public.no() cascade; drop sequence public.n'

# the connection is cut while it waits
cut_off() {
	mkfifo hold
	sql f -U admin <hold >/dev/null &
	exec 3>hold
	echo "begin; update videos set title = 'x' where source_id = 'c';" >&3
	soon "$holding" || return
	sg-store -v -d "$(db f w)" c 2>err 3>&- &
	soon "$waiting" || return
	owner "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'w'" >/dev/null
	soon "$waiting" || return
	exec 3>&-
	wait $! && says 'stored 1 recordings'
}
ok 'a connection that is cut is made again' cut_off
stopped() {
	mkfifo hold2
	sql f -U admin <hold2 >/dev/null 2>&1 &
	exec 3>hold2
	echo "begin; update videos set title = 'x' where source_id = 'c';" >&3
	soon "$holding" || return
	sg-store -d "$(db f w)" c 2>err 3>&- &
	soon "$waiting" || return
	pg_stop immediate
	exec 3>&-
	wait $!
	[ $? -eq 75 ] && says 'sg-store: PostgreSQL: '
}
ok 'a server that does not come back: later' stopped
pg_start
ok 'and nothing is half'      'sg-index -d "$(db f r)" check'

# text that would like to be SQL, in every field there is: some of it, all in check-long
evil=("'); drop table videos; --" '"; drop table videos; --' '\'"'"'; drop table videos; --' '{"a","b"},NULL' '$1; drop table videos' '$$; drop table videos; $$'
    "x' || (select sg.retry()) || '" '%s%n\x00\u0000' '; \! touch evil' $'a\tb\nc' 'ü歌🎵́')
[ -n "${ALL_TEXTS-}" ] || evil=("${evil[0]}" "${evil[3]}" "${evil[8]}" "${evil[9]}")
owner 'delete from videos'
esc() { sed 's/\\/\\\\/g' <<<"$1" | sed -z 's/\n$//; s/\t/\\t/g; s/\n/\\n/g'; }
in_and_out() {
	local e id n=0
	for e in "${evil[@]}"; do
		id=$(tr -c '[:alnum:][:punct:]\200-\377' _ <<<"$e" | sed 's/_$//')
		printf '## sg videos 1\n# id\ttitle\turl\tchannel_id\tchannel\n%s\t%s\t%s\t%s\t%s\n## end\n' \
		    "$(esc "$id")" "$(esc "$e")" "$(esc "$e")" "$(esc "$e")" "$(esc "$e")" >in
		sg-queue -d "$(db f w)" add in || return
		[ "$(sql f -U r -v i="$id" -v e="$e" <<<"select count(*) from videos v join channels c on c.id = v.channel_id
			where v.source_id = :'i' and v.title = :'e' and v.url = :'e' and c.id = :'e' and c.title = :'e'")" = 1 ] || { echo "# not as it was: $e"; return 1; }
		[ "$(sg-queue -d "$(db f w)" ls "$id" | grep -v '^#' | cut -f 8)" = "$(esc "$e" | sed 's/^#/\\x23/')" ] || return
		mk "$id" 4 20 >in2
		sg-store -d "$(db f w)" -m in in2 || return
		sg-index -d "$(db f r)" ls -- "$id" >ls.out && [ "$(grep -vc '^#' ls.out)" -eq 1 ] || return
		[ "$(rows <(sg-index -d "$(db f r)" dump -- "$id"))" = "$(rows in2)" ] || return
		n=$((n + 1))
	done
	[ "$n" -eq ${#evil[@]} ]
}
ok 'goes in and comes out as it was' 'in_and_out'
ok 'and into a directory'     'sg-index pull -d evilix "$(db f r)" && sg-index -d evilix check && diff <(sg-index -d evilix ls | sort) <(sg-index -d "$(db f r)" ls | sort)'
# as an argument: refused or taken for what it is; those that differ as such
arguments() {
	local e
	for e in "${evil[@]:0:${ALL_TEXTS:+9}${ALL_TEXTS:-3}}"; do
		owner "select sg.add('z')" >/dev/null
		token=$(sg-queue -d "$(db f w)" claim -w "$e" | sed -n 4p | cut -f 1)
		[ "$(sql f -v e="$e" <<<"select worker = :'e' from videos where claim_token = $token")" = t ] || return
		SG_CLAIM=$token sg-queue -d "$(db f w)" finish "$e" 2>err && return 1
		SG_CLAIM=$token sg-queue -d "$(db f w)" finish matched "$e" 2>err && says 'no video' && return 1
		SG_CLAIM=$token sg-queue -d "$(db f w)" release -s 0 "$e" 2>err
		[ "$(sg-queue -d "$(db f w)" ls z | grep -v '^#' | cut -f 9)" = "$(esc "$e")" ] || [ "$(sg-queue -d "$(db f w)" ls z | grep -v '^#' | cut -f 2)" = matched ] || return
		sg-queue -d "$(db f)" retry "$e" 2>err && return 1
		sg-index -d "$(db f r)" -p "$e" ls >out 2>err && return 1
		says "no profile '" || return
		sg-index -d "$(db f)" rm -p sg1 -- "not $e" 2>err && return 1
		owner "delete from videos where source_id = 'z'"
	done
	[ ! -e evil ]
}
ok 'as an argument it is an argument' arguments
ok 'all is still there'       '[ "$(owner "select count(*) from videos")" -ge ${#evil[@]} ] && sg-index -d "$(db f r)" check'
ok 'removed by name'          'for e in "${evil[@]}"; do sg-index -d "$(db f)" rm -- "$(tr -c "[:alnum:][:punct:]\200-\377" _ <<<"$e" | sed "s/_\$//")" || exit; done; [ "$(owner "select count(*) from videos")" = 0 ]'
ok 'NUL in a title'           'printf "## sg videos 1\n# id\ttitle\na\tb\\\\x00c\n## end\n" | rc 2 sg-queue -d "$(db f w)" add && says ":3: " && printf "## sg videos 1\n# id\ttitle\na\tb\0c\n## end\n" | rc 2 sg-queue -d "$(db f w)" add && says ":3: "'

# what check finds, in a copy of a database that is whole
sql postgres -c 'create database g'
sg-queue -d "$(db g)" init
for i in 1 2 3; do music "$i" 20 | sg-hash -i "g$i"; done >g.fp
sg-store -d "$(db g)" g.fp
sql postgres -c 'create database g2 template g'
sg-index -d "$(db g)" compact
sg-index -d "$(db g)" check && sg-index -d "$(db g2)" check || exit
# damaged OF SQL FINDING: and it is mended
damaged() {
	sql postgres -c 'drop database if exists h' -c "create database h template $1"
	sql h -c "$2" && rc 2 sg-index -d "$(db h)" check && says "$3"
}
turned='array(select x from unnest(p) x order by x desc)'
ok 'check: out of order, fresh' 'damaged g2 "update sg.fresh set p = $turned where doc = (select min(doc) from sg.fresh)" "postings are out of order"'
ok 'and compacted'            'damaged g "update sg.bucket set p = $turned where cardinality(p) > 1" "postings are out of order"'
ok 'a posting too few'        'damaged g2 "update sg.fresh set p = p[2:]" "g1: "'
ok 'of a row that is not there' 'damaged g "delete from sg.segment_doc where row = 2" "postings of no document"'
ok 'in two places'            'damaged g "insert into sg.fresh select 1, array[1::bigint]" "it is in 2 places"'
ok 'a body with a bit flipped' 'damaged g "update sg.doc set body = set_byte(body, 300, get_byte(body, 300) # 1) where doc = 2" "g2: "'
ok 'a count'                  'damaged g "update sg.segment set postings = postings + 1" " postings, says "'
done_testing
