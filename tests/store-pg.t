#!/bin/bash
# shellcheck disable=SC2016,SC2034,SC2086,SC2094,SC2317 # ok evaluates
# sg-store into PostgreSQL: one commit, claims, replacing, kill -9, refusals.
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/fp.sh
. "$here/tests/fp.sh"
# shellcheck source=tests/pg.sh
. "$here/tests/pg.sh"

pg_start
sql postgres -c 'create database s' -c 'create role w login'
sg-queue -d "$(db s)" init
sql s -c 'grant sg_worker to w'
SG_DB=$(db s w)
export SG_DB
as_owner() { sql s -U admin -c "$1"; }
# stored ID: its rows, as a stream has them
stored() { as_owner "select v.source_id, f.t_ref, f.hash from fingerprints f join videos v on v.id = f.video_id where v.source_id = '$1'" | tr '|' '\t' | sort; }
hashes() { sed -n '/^## sg hashes/,$p' "$1" | grep -v '^#' | sort; }
same() { diff <(stored "$1") <(hashes "$2"); }
counts() { as_owner 'select count(*), coalesce(sum(d.postings), 0), (select count(*) from fingerprints) from sg.doc d'; }
# body ID: the segment that was stored with it, as a directory
body() {
	rm -rf body && mkdir body
	as_owner "select encode(d.body, 'hex') from sg.doc d join videos v on v.id = d.video where v.source_id = '$1'" | perl -pe 'chomp; $_ = pack "H*", $_' >body/seg
}
for id in a b c; do mk $id $((${#id} + 3)) 50 >$id; done
mk a 77 60 >a2
mk big 5 20000 >big

ok 'stores'               'cat a b | rc 0 sg-store -v && says "sg-store: stored 2 recordings, 100 postings, replaced 0" && same a a && same b b'
ok 'the videos are fingerprinted' '[ "$(sg-queue stat)" = "fingerprinted	2" ]'
ok 'an id again replaces it' 'rc 0 sg-store -v a2 && says "replaced 1" && same a a2 && same b b'
ok 'in one stream the later wins' 'cat a2 c a | rc 0 sg-store -v && says "stored 3 recordings, 160 postings, replaced 2" && same a a && same c c'
ok '-e: each by itself'   'cat a2 b c a | rc 0 sg-store -ev && says "stored 4 recordings, 210 postings, replaced 4" && same a a && same b b && [ "$(as_owner "select count(distinct xmin::text) from sg.doc")" -eq 3 ]'
ok '-e: what came before stays' '{ cat a2; mk e 3 30; head -n 20 b; } | rc 2 sg-store -e && says "what came before is stored" && same a a2 && [ "$(stored e | wc -l)" -eq 30 ] && sg-index -d "$(db s)" rm e && sg-store a'
ok 'large'                'rc 0 sg-store -v big && same big big'
ok 'the body is a segment of it' 'sg-store -d dir a && body a && cmp -n 8 body/seg dir/*.seg && [ "$(stat -c %s body/seg)" -eq "$(stat -c %s dir/*.seg)" ]'
ok 'the same bytes as a directory has' 'cmp body/seg dir/*.seg'
ok 'no hashes at all'     'printf "## sg hashes 1\n## profile %s\n## rec none\n# rec\tt_ref\thash\n## end\n" "$sg1" | rc 0 sg-store && [ "$(stored none | wc -l)" -eq 0 ] && [ "$(sg-queue ls none | grep -c fingerprinted)" -eq 1 ]'
ok 'a failure at the end stores nothing' 'counts >n; { mk d 1 9; head -n 20 b; } | rc 2 sg-store && counts | diff - n && rc 1 sg-queue ls d'
printf '## sg videos 1\n# id\ttitle\turl\tpublished_at\tduration_s\na\tT\\t'"'"'1\thttps://e.org\t2020-01-02\t61.5\n## end\n' >m
ok '-m'                   'rc 0 sg-store -m m a && [ "$(as_owner "select title, url, duration, published_at::date from videos where source_id = '\''a'\''")" = "T	'\''1|https://e.org|61.5|2020-01-02" ]'
ok 'a title stays when none is said' 'rc 0 sg-store a && [ "$(as_owner "select url from videos where source_id = '\''a'\''")" = https://e.org ]'
ok '-m: not a time'       'rc 2 sg-store -m <(sed s/2020-01-02/soon/ m) a && says soon'
n=0
for id in '#hash' '-dash' '\n' 'back\\slash' '*' '$(x)' "'" '"' '%s%n' '../../x' '歌🎵' '{a,b}' "x'); drop table videos; --"; do
	id=${id// /_}
	mk "$id" 5 9 >in
	rc 0 sg-store in && n=$((n + 1))
done
ok 'hostile ids are ids'  '[ $n -eq 13 ] && sg-queue stat >/dev/null && [ "$(as_owner "select count(*) from videos where source_id in ('\''\n'\'', '\''{a,b}'\'', '\''歌🎵'\'')")" -eq 3 ]'

# with a claim
printf '## sg videos 1\n# id\nq1\nq2\n## end\n' | sg-queue add
claim() { sg-queue -l "${1:-60}" claim | grep -v '^#' | cut -f 1,2; }
read -r token id < <(claim)
mk "$id" 9 40 >q
ok 'a claimed video, by -e' 'rc 2 sg-store -e q && says "'\''$id'\'' is claimed by" && [ "$(stored "$id" | wc -l)" -eq 0 ]'
ok 'a claimed video is refused by hand' 'rc 2 sg-store q && says "'\''$id'\'' is claimed by" && [ "$(stored "$id" | wc -l)" -eq 0 ]'
ok 'and so is what the claim is not of' 'SG_CLAIM=$token rc 2 sg-store b && says "does not hold"'
ok 'more than one of them' 'cat q b | SG_CLAIM=$token rc 2 sg-store && [ "$(stored "$id" | wc -l)" -eq 0 ]'
ok 'a claim is finished'  'SG_CLAIM=$token rc 0 sg-store q && same "$id" q && sg-queue ls "$id" | grep -q fingerprinted'
read -r token id < <(claim 1)
mk "$id" 9 40 >q
sleep 1.1
read -r token2 id2 < <(claim)
ok 'a zombie stores nothing' '[ "$id" = "$id2" ] && SG_CLAIM=$token rc 2 sg-store q && says "claim $token of '\''$id'\'' does not hold" && [ "$(stored "$id" | wc -l)" -eq 0 ]'
ok 'who has it now does'  'SG_CLAIM=$token2 rc 0 sg-store q && same "$id" q'

# two at once with the same ids in other orders: no deadlock, one result
ok 'two at once'          '{ cat a b c | sg-store & cat c b a | sg-store & wait -n && wait -n; } 2>err && same a a && same c c'

# killed at random: the counts agree, and what is there is whole
for ((i = 0; i < 12; i++)); do mk "k$i" "$((i + 40))" 300 >"k$i"; done
kills=${KILLS:-12}
killing() {
	local i pid
	for ((i = 0; i < kills; i++)); do
		cat "k$((i % 12))" "k$(((i + 5) % 12))" | sg-store 2>/dev/null &
		pid=$!
		sleep "0.00$((RANDOM % 10))"
		kill -9 $pid 2>/dev/null
		wait $pid
		[ $i -ne $((kills / 2)) ] || { pg_stop immediate && pg_start; }
	done
	as_owner 'select pg_terminate_backend(pid) from pg_stat_activity where usename = '"'w'" >/dev/null
	[ "$(counts | cut -d '|' -f 2)" = "$(counts | cut -d '|' -f 3)" ]
}
ok 'killed at random, and the server: nothing half' 'killing 2>/dev/null'
# of each k that is there, all that its stream has
whole() {
	local there
	mapfile -t there < <(as_owner "select source_id from videos where source_id ~ '^k[0-9]' and match_status is not null")
	diff <(as_owner "select v.source_id, f.t_ref, f.hash from fingerprints f join videos v on v.id = f.video_id where v.source_id ~ '^k[0-9]'" | tr '|' '\t' | sort) \
	    <(for k in "${there[@]}"; do hashes "$k"; done | sort)
}
ok 'and what is there is whole' 'whole && cat k? k?? | rc 0 sg-store && whole && [ "$(as_owner "select count(*) from videos where source_id like '\''k%'\''")" -eq 12 ]'
ok 'compacted: the same'  'sg-index -d "$(db s)" merge && whole && same big big && same a a && sg-index -d "$(db s)" check'

ok 'called stdin'         'mk stdin 1 9 | rc 2 sg-store && says "a recording is called '\''stdin'\''"'
ok 'another set of parameters of that name' 'as_owner "update sg.profile set spelling = spelling || '\'' x'\''" && rc 2 sg-store a && says "the database has another profile sg1: sg1 rate=8000" && as_owner "update sg.profile set spelling = replace(spelling, '\'' x'\'', '\'''\'')"'
ok 'not a worker'         'sql postgres -U admin -c "create role r login in role sg_reader" && SG_DB=$(db s r) rc 2 sg-store a && says "permission denied"'
ok 'too long a recording' 'printf "## sg hashes 1\n## profile %s\n# rec\tt_ref\thash\nl\t4200000\t00000001\n## end\n" "$sg1" | rc 2 sg-store && says "'\''l'\'': too long for the database"'
pg_stop fast
ok 'no server'            'rc 75 sg-store a && says "sg-store: PostgreSQL: "'
ok 'no server, -e'        'rc 75 sg-store -e a && says "sg-store: PostgreSQL: "'
done_testing
