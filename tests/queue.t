#!/bin/bash
# shellcheck disable=SC1003,SC2016,SC2034,SC2086,SC2209,SC2317 # ok evaluates
# sg-queue: claims, fences, retries, and what survives kill -9 and a crash.
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/pg.sh
. "$here/tests/pg.sh"

pg_start
sql postgres -c 'create database q' -c 'create role w login'
SG_DB=$(db q)
export SG_DB
rows() { grep -v '^#' "$@"; }
stat_of() { sg-queue stat | sed -n "s/^$1\t//p"; }
# status ID: as sg-queue ls says
status() { sg-queue ls "$1" | rows | cut -f 2; }
videos() {
	printf '## sg videos 1\n# id\tduration_s\n'
	seq "$1" "$2" | sed 's/.*/v&\t&/'
	echo '## end'
}
empty() { sql q -c 'delete from videos'; }

ok 'help'                 'rc 0 sg-queue -h && grep -q "^usage: sg-queue" out && rc 0 sg-queue -V'
ok 'no command'           'rc 2 sg-queue && says usage: && rc 2 sg-queue nosuch && says usage:'
ok 'not a database'       'rc 2 sg-queue -d ix stat && says "want -d postgresql://"'
ok 'before init'          'rc 2 sg-queue claim && says "sg-queue init"'
ok 'init'                 'rc 0 sg-queue init && [ ! -s err ]'
ok 'init -p: no such'     'rc 2 sg-queue init -p nosuch && says "no profile '\''nosuch'\''"'
ok 'init again changes nothing' 'pg_dump -d "$SG_DB" | grep -v restrict >a && rc 0 sg-queue init && pg_dump -d "$SG_DB" | grep -v restrict | diff - a'
ok 'it is the files of sql/' 'sql postgres -c "create database q2" && for f in "$here"/sql/[0-9]*.sql; do psql -Xq -d q2 -f "$f"; done && pg_dump -d q2 | grep -v restrict | diff - a'
ok 'nothing to claim'     'rc 1 sg-queue claim && rows out | wc -l | grep -qx 0'
sql q -c 'grant sg_worker to w'
SG_DB=$(db q w)
ok 'a worker adds'        'videos 1 5 | rc 0 sg-queue -v add && says "5 videos, 5 of them new" && videos 5 6 | rc 0 sg-queue add -v - && says "2 videos, 1 of them new"'
ok 'stat'                 'rc 0 sg-queue stat && [ "$(cat out)" = "free	6" ]'
ok 'claim, longest first' 'rc 0 sg-queue claim -n 2 && [ "$(rows out | cut -f 2,5,6 | tr "\t\n" ": ")" = "v6:6:1 v5:5:1 " ]'
token=$(rows out | head -1 | cut -f 1)
ok 'who has it'           '[ "$(sg-queue ls v6 | rows | cut -f 2,6)" = "$(printf "pending\t%s:" "$(hostname)")$(sg-queue ls v6 | rows | cut -f 6 | sed "s/.*://")" ]'
ok 'finish'               'SG_CLAIM=$token rc 0 sg-queue finish too_short && [ "$(status v6)" = too_short ]'
ok 'asked again: the same' 'SG_CLAIM=$token rc 0 sg-queue finish too_short'
ok 'another decision is too late' 'SG_CLAIM=$token rc 2 sg-queue finish fingerprinted && says "claim $token does not hold any more" && [ "$(status v6)" = too_short ]'
ok 'no claim'             'rc 2 sg-queue finish too_short && says SG_CLAIM && SG_CLAIM=x rc 2 sg-queue finish flag && says SG_CLAIM'
ok 'a decision of that name' 'SG_CLAIM=$((token + 1)) rc 2 sg-queue finish done && says "no such decision: done"'
ok 'matched'              'SG_CLAIM=$((token + 1)) rc 0 sg-queue finish matched v6 && [ "$(sg-queue ls v5 | rows | cut -f 5)" = v6 ]'
ok 'release'              'rc 0 sg-queue claim && SG_CLAIM=$(rows out | cut -f 1) rc 0 sg-queue -s 0 release "a	reason" && [ "$(sg-queue ls v4 | rows | cut -f 2,3,9)" = "free	0	a\\treason" ]'
ok 'release of another'\''s' 'SG_CLAIM=999 rc 1 sg-queue release'
ok 'ls: no such'          'rc 1 sg-queue ls v1 nosuch && [ "$(rows out | wc -l)" -eq 1 ]'
ok 'a worker does not unflag' 'rc 2 sg-queue retry && says "permission denied"'

# text that is hostile: as it went in, or refused by name
empty_owner() { PGUSER=admin sql q -c 'delete from videos'; }
empty_owner
nasty=$(printf '%s' "'; drop table videos; --" '\t\n\\' '"{}$1%s' '歌🎵')
printf '## sg videos 1\n# id\ttitle\turl\tchannel_id\tchannel\n%s\t%s\t%s\t%s\t%s\n## end\n' \
    "\"a',{}\\\\歌🎵" "$nasty" "$nasty" "$nasty" "$nasty" >nasty
ok 'hostile text goes in'  'rc 0 sg-queue add nasty'
ok 'and comes out'         '[ "$(sg-queue ls | rows | cut -f 1)" = "$(rows nasty | head -1 | cut -f 1)" ] && [ "$(sg-queue ls | rows | cut -f 8)" = "$nasty" ]'
hostile=$'"a\',{}\\歌🎵'
raw=$(printf %b "$nasty")
ok 'the id as an argument' 'rc 0 sg-queue ls "$hostile"'
ok 'and to a command'      'sg-queue run -- sh -c "printf \"%s|%s\" \"\$1\" \"\$SG_TITLE\" >got; sg-queue finish flag" x; [ "$(cat got)" = "$hostile|$raw" ]'
ok 'no UTF-8: refused by name' 'printf "## sg videos 1\n# id\ttitle\na\t\377\n## end\n" | rc 2 sg-queue add && says "<stdin>:3: PostgreSQL: invalid byte sequence"'
ok 'NUL'                   'printf "## sg videos 1\n# id\ttitle\na\tb\0c\n## end\n" | rc 2 sg-queue add && says ":3: "'
ok 'not a time'            'printf "## sg videos 1\n# id\tpublished_at\na\tyesterdayish\n## end\n" | rc 2 sg-queue add && says ":3: " && says yesterdayish'
ok 'bad id'                'printf "## sg videos 1\n# id\na b\n## end\n" | rc 2 sg-queue add && says ":3: field 1: bad identity"'
ok 'all or none'           '{ videos 1 9 | sed \$d; printf "x\t-1\n## end\n"; } | rc 2 sg-queue add && [ "$(sg-queue ls v1 | rows | wc -l)" -eq 0 ]'

# run
empty_owner
videos 1 9 | sg-queue add
ok 'run: every video once' 'rc 0 sg-queue -v run -j 3 -- sh -c '\''echo "$1 $SG_ID $SG_DURATION" >>log; sg-queue finish fingerprinted'\'' x && says "9 done, 0 failed, 0 for later" && [ "$(sort log | uniq | wc -l)" -eq 9 ] && grep -qx "v7 v7 7" log'
ok 'nothing is left'       'rc 0 sg-queue run -v false && says "0 done"'
empty_owner
videos 1 3 | sg-queue add
ok 'a failure is counted'  'rc 1 sg-queue -v -s 0 -n 3 run -- sh -c "exit 3" && says "v3: sh: exit status 3" && says "3 failed"'
ok 'and at last flagged, with its error' 'rc 1 sg-queue -s 0 run -r 2 -- sh -c "kill -9 \$\$" && says "v1: sh: killed by signal 9" && [ "$(stat_of flag)" -ge 1 ] && sg-queue ls | rows | cut -f 9 | grep -q "killed by signal 9"'
ok 'retry'                 'SG_DB=$(db q) rc 0 sg-queue retry v1 && [ "$(sg-queue ls v1 | rows | cut -f 2,3)" = "free	0" ]'
ok 'retry: all'            'SG_DB=$(db q) rc 0 sg-queue retry && [ -z "$(stat_of flag)" ] && SG_DB=$(db q) rc 1 sg-queue retry'
ok '75 is for later, and does not count' 'rc 0 sg-queue -v run -- sh -c "exit 75" && says "3 for later" && [ "$(sg-queue ls v2 | rows | cut -f 2,3)" = "free	0" ]'
PGUSER=admin sql q -c 'update videos set not_before = null'
ok '0 without a decision is a failure' 'rc 1 sg-queue -n 1 run true && says "v3: true: exit status 0, but the claim was not finished"'
ok 'no such command: nothing is spoilt' 'rc 2 sg-queue run nosuchcommand && says "nosuchcommand: No such file" && [ "$(sg-queue ls v2 | rows | cut -f 2,3)" = "free	0" ]'
ok 'nor one that a shell does not find' 'PGUSER=admin sql q -c "update videos set not_before = null" && rc 2 sg-queue run -- sh -c nosuchcommand && says "sh: no such command" && [ -z "$(stat_of flag)" ]'
PGUSER=admin sql q -c 'update videos set not_before = null'
term() {
	sg-queue run -- sh -c 'echo >started; sleep 1; sg-queue finish too_short' x 2>err &
	until [ -e started ]; do sleep 0.1; done
	kill -TERM $! && wait $! && [ "$(stat_of too_short)" -eq 1 ] && [ "$(stat_of free)" -eq 2 ]
}
ok 'TERM finishes what runs' term
empty_owner
videos 1 1 | sg-queue add
ok 'the lease is kept alive' 'rc 0 sg-queue -l 2 run -- sh -c "sleep 3; sg-queue -l 2 claim >stolen; sg-queue finish too_short" && [ "$(rows stolen | wc -l)" -eq 0 ] && [ "$(status v1)" = too_short ]'

# a zombie: its lease ran out while it slept
empty_owner
videos 1 1 | sg-queue add
old=$(sg-queue -l 1 claim | rows | cut -f 1)
sleep 1.2
new=$(sg-queue -l 60 claim | rows | cut -f 1)
ok 'a zombie is refused'   '[ "$new" -gt "$old" ] && SG_CLAIM=$old rc 2 sg-queue finish fingerprinted && says "does not hold" && SG_CLAIM=$old rc 1 sg-queue release && [ "$(status v1)" = pending ]'
ok 'the new one is not'    'SG_CLAIM=$new rc 0 sg-queue finish fingerprinted'
thief() { PGUSER=admin sql q -c "update videos set claim_token = nextval('sg.claim_seq') where source_id = 'v1'"; }
PGUSER=admin sql q -c "update videos set match_status = null"
robbed() {
	sg-queue -l 3 run -- sh -c 'echo >begun; sleep 60; echo >survived' 2>err &
	until [ -e begun ]; do sleep 0.1; done
	thief && wait $! && says "v1: the lease was lost: another has it" && [ ! -e survived ]
}
ok 'a job that lost its lease is stopped' robbed

san_enough

# many workers that are killed at random: each video is done once
kills=${KILLS:-6} videos=${VIDEOS:-40}
empty_owner
videos 1 "$videos" | sg-queue add
PGUSER=admin sql q -c 'create table done (id text, token bigint)' -c 'grant insert, select on done to w'
cat >work <<'W'
#!/bin/bash
# one transaction, as a store does: the decision and its trace
psql -XAtq -v ON_ERROR_STOP=1 -d "$SG_DB" -1 -v id="$1" -v t="$SG_CLAIM" >/dev/null <<'S'
select sg.finish(:t, 'fingerprinted');
insert into done values (:'id', :t);
S
W
chmod +x work
killing() {
	local n=0 pids=() i round crashed=''
	for ((round = 0; round < kills * 30; round++)); do
		for i in 0 1 2; do
			if [ -z "${pids[i]:-}" ] || ! kill -0 "${pids[i]}" 2>/dev/null; then
				sg-queue -l 1 -r 1000 -s 0 run -j 2 -- ./work 2>/dev/null &
				pids[i]=$!
			fi
		done
		sleep "0.$((RANDOM % 15 + 10))"
		[ $n -ge "$kills" ] || { kill -9 "${pids[RANDOM % 3]}" 2>/dev/null && n=$((n + 1)); }
		if [ -z "$crashed" ] && [ $n -ge $((kills / 3)) ]; then
			pg_stop immediate
			pg_start
			crashed=1
		fi
		# once more, if all is done and too few were killed
		[ $((round % 5)) -ne 4 ] || [ "$(stat_of fingerprinted)" != "$videos" ] ||
		    { [ $n -lt "$kills" ] && PGUSER=admin sql q -c 'truncate done' -c 'update videos set match_status = null'; } || break
	done
	echo "# $n workers killed"
	for i in 0 1 2; do kill "${pids[i]}"; done 2>/dev/null
	wait
	[ $n -eq "$kills" ] && [ -n "$crashed" ]
}
ok 'workers killed at random, and the server' 'killing 2>/dev/null'
ok 'nothing lost, nothing twice' '[ "$(sql q -U w -c "select count(*), count(distinct id) from done")" = "$videos|$videos" ] && [ "$(sg-queue stat)" = "fingerprinted	$videos" ]'

# as somebody at a terminal sees it: a look each second
empty
sql q -c "insert into videos (source_id, match_status) select 'f' || i, case when i <= 5 then 'matched' end from generate_series(1, 305) i"
watched() {
	local i
	script -qec 'sg-queue stat -f' watched >/dev/null </dev/null & pid=$!
	for i in 5 6 7; do
		sleep 1.2
		sql q -c "update videos set match_status = 'fingerprinted' where substr(source_id, 2)::integer <= $i and match_status is null"
	done
	sleep 1.2
	sql q -c "update videos set match_status = 'too_short' where match_status is null and source_id <> 'f305'"
	sleep 1.2
	sql q -c "update videos set match_status = 'too_short' where match_status is null"
	wait $pid
}
ok 'stat -f: until all is done' watched
ok 'how fast, and how long yet' "tr '\\r' '\\n' <watched | grep -qE '^. of 305 done: [12] fingerprinted, 5 matched, 0 too short, 0 flagged; 0 at work; [0-9.]+/min, [0-9]+ (min|h) to go'"
ok 'and how it ended' "grep -q '305 of 305 done: 2 fingerprinted, 5 matched, 298 too short, 0 flagged; 0 at work' watched"

# no server
pg_stop fast
ok 'no server: try again later' 'rc 75 sg-queue stat && says "sg-queue: PostgreSQL: "'
ok 'nothing listens'       'rc 75 sg-queue -d "postgresql://u:hush@127.0.0.1:1/x" stat && ! says hush'
ok 'a URL that is none'    'rc 2 sg-queue -d "postgresql://u:hu%zzsh@h/x" stat && says "malformed" && ! says hu'
pg_start
ok 'no secret in argv'     'SG_DB="$(db q w)&password=hush" sg-queue run -n 1 -- sh -c "ps -eo args | grep [h]ush" >out; [ ! -s out ]'
done_testing
