#!/bin/bash
# shellcheck disable=SC2016,SC2034,SC2317 # ok evaluates
# sg-decide and dedup.sh: originals and copies, in a directory and in PostgreSQL.
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/lib.sh"
plain_only 'takes long under them; SAN_ALL=1 runs it'
# shellcheck source=tests/pg.sh
. "$here/tests/pg.sh"

for i in 1 2 3; do music $i 40 16000 >"m$i.au"; done
fp() { sg-decode "${@:2}" | sg-hash -i "$1" >"$1.fp"; }
fp m1 m1.au
fp m2 m2.au
fp m3 m3.au
ffmpeg -v error -i m1.au -b:a 48k c1.mp3 && fp c1 c1.mp3
fp cut1 -s 11.3 -t 15 m1.au
fp brief -t 1 m3.au
sox -D m1.au -b 16 fast.wav speed 1.03 rate 16000 && fp fast1 fast.wav
sox -R -D m1.au -p synth pinknoise vol 0.2 | sox -R -D -m m1.au - -b 16 noisy.wav && fp noisy1 noisy.wav
sox -D m1.au a.wav trim 0 12 && sox -D m2.au b.wav trim 5 14 && sox -D a.wav b.wav mix.wav && fp mix mix.wav
# asked FP INDEX: the candidates, into FP.c
asked() { sg-segment -W 10 -S 10 "$1.fp" | sg-match -d "$2" >"$1.c" || [ $? -eq 1 ]; }
# decide FP INDEX OPTION...: asks, decides
decide() { asked "$1" "$2" && sg-decide -d "$2" "${@:3}" "$1.fp" "$1.c"; }
row() { grep -v '^#' out | sed -n "${2:-1}p" | cut -f "$1" | tr '\t' ' '; }
ids() { sg-index -d "$1" ls | grep -v '^#' | cut -f 1 | sort | xargs; }

# --- what is what
sg-store -d ix m2.fp
ok 'new: stored'            'rc 0 decide m1 ix && [ "$(row 1-3)" = "m1 fingerprinted -" ] && [ "$(ids ix)" = "m1 m2" ]'
ok 'a stream of decisions'  '[ "$(head -1 out)" = "## sg decisions 1" ] && [ "$(tail -1 out)" = "## end" ] && grep -q "^# id	status	original	evalue	coverage_of_id	" out'
ok 'again, under its name: itself is no candidate' 'rc 0 decide m1 ix && [ "$(row 1-3)" = "m1 fingerprinted -" ] && [ "$(ids ix)" = "m1 m2" ]'
ok 'coded anew: a copy'     'rc 0 decide c1 ix && [ "$(row 1-3)" = "c1 matched m1" ] && row 8 | grep -q "^newer alike=0\.[6-9]" && [ "$(ids ix)" = "m1 m2" ]'
ok 'all of it'              'awk -F"\t" "!/^#/ { exit !(\$5 > 0.95 && \$6 > 0.95 && \$7 == \"1.0000\" && \$10 < 0.5 && \$11 > 39) }" out'
ok 'cut out: contained'     'rc 0 decide cut1 ix && [ "$(row 1-3)" = "cut1 matched m1" ] && row 8 | grep -q "^contained .*goes_on=" && awk -F"\t" "!/^#/ { d = \$12 - 11.3 - \$10; exit !(\$6 < 0.5 && d < 0.1 && d > -0.1) }" out'
ok 'at another speed'       'rc 0 decide fast1 ix && [ "$(row 1-3)" = "fast1 matched m1" ] && awk -F"\t" "!/^#/ { exit !(\$7 > 1.0285 && \$7 < 1.0315) }" out'
ok 'through noise'          'rc 0 decide noisy1 ix && [ "$(row 1-3)" = "noisy1 matched m1" ]'
ok 'too short'              'rc 0 decide brief ix && [ "$(row 1-3)" = "brief too_short -" ]'
ok 'a mix is an original'   'rc 0 decide mix ix -v && [ "$(row 1-3)" = "mix fingerprinted -" ] && says "and m1: no copies: apart" && says "and m2: no copies: apart" && sg-index -d ix rm mix'
ok 'the evidence'           'rc 0 decide c1 ix -v && says "c1: matched" && says "and m1: c1 is the copy: newer" && grep -q "stored  *no  *yes  <-" err'
ok '-j'                     'rc 0 decide c1 ix -j && [ "$(jq -r "[.id, .status, .original] | join(\" \")" out)" = "c1 matched m1" ] && [ "$(jq ".speed" out)" = 1 ]'

# --- which of the two
sox m1.au m1.wav
sg-store -d old cut1.fp
ok 'the longer takes over'  'rc 0 decide m1 old && [ "$(row 1-3)" = "m1 fingerprinted -" ] && [ "$(row 1-3 2)" = "cut1 matched m1" ] && row 8 2 | grep -q ^contained'
printf '## sg videos 1\n# id\tpublished_at\nc1\t2019-05-01\nm1\t2021-01-01\n## end\n' >when
sg-store -d dated -m when m1.fp
ok 'published first'        'rc 0 decide c1 dated -m when && [ "$(row 1-3)" = "c1 fingerprinted -" ] && [ "$(row 1-3 2)" = "m1 matched c1" ] && row 8 2 | grep -q ^later'
ok 'without -d nothing is stored' 'asked m3 ix && SG_DB=ix rc 0 sg-decide m3.fp m3.c && [ "$(row 1-3)" = "m3 fingerprinted -" ] && [ "$(ids ix)" = "m1 m2" ]'

# --- several, in one stream; those that come together see each other
ok 'several at once'        'cat m3.fp c1.fp >two.fp && rc 0 decide two ix && [ "$(grep -v "^#" out | cut -f 1-3 | tr "\t\n" " ,")" = "m3 fingerprinted -,c1 matched m1," ]'
fp d3 m3.au
ok 'what came in between is compared, too' 'sg-index -d ix rm m3 && asked m3 ix && asked d3 ix && rc 0 sg-decide -d ix m3.fp m3.c && rc 0 sg-decide -d ix d3.fp d3.c && [ "$(row 1-3)" = "d3 matched m3" ]'
race() { # 2 pairs of copies, decided at the same time by two: one of each is stored
	local i
	sg-store -d race m2.fp
	for i in 1 2; do
		music $((20 + i)) 15 16000 | sg-decode >r.au
		for w in a b; do sg-hash -i "$w$i" r.au >"$w$i.fp" && asked "$w$i" race; done
		sg-decide -d race "a$i.fp" "a$i.c" >"a$i.out" & a=$!
		sg-decide -d race "b$i.fp" "b$i.c" >"b$i.out" || return
		wait "$a" || return
		[ "$(cat "a$i.out" "b$i.out" | grep -v '^#' | cut -f 2 | sort | xargs)" = 'fingerprinted matched' ] || return
	done
	[ "$(ids race | wc -w)" -eq 3 ]
}
ok 'two at the same time: one original' race

# --- the seed's profile: hashes alone
music 4 300 16000 >long.au
seed() { sg-decode -r 16000 "${@:2}" long.au | sg-hash -p sonicgen -i "$1" >"$1.fp"; }
seed s1 && seed s2 -s 20 && seed s3 -t 20
music 5 20 16000 | sg-decode -r 16000 | sg-hash -p sonicgen -i s0 | sg-store -d ixs
ok 'enough hashes: stored'  'asked s1 ixs; rc 0 sg-decide -d ixs s1.fp s1.c && [ "$(row 1,2)" = "s1 fingerprinted" ]'
ok 'a candidate: a copy'    'asked s2 ixs && rc 0 sg-decide -v -d ixs s2.fp s2.c && [ "$(row 1-3)" = "s2 matched s1" ] && says "s2 is the copy: newer" && [ "$(ids ixs)" = "s0 s1" ]'
ok 'few hashes: too short'  'asked s3 ixs && rc 0 sg-decide -d ixs s3.fp s3.c && [ "$(row 1,2)" = "s3 too_short" ] && rc 0 sg-decide -a -d ixs s3.fp s3.c && [ "$(row 1-3)" = "s3 matched s1" ]'

# --- refusals
ok 'usage'                  'rc 2 sg-decide && says "usage: sg-decide" && rc 0 sg-decide -h && rc 0 sg-decide -V'
ok 'no such fingerprint'    'rc 2 sg-decide -d ix nosuch m1.c && says "nosuch: No such file"'
ok 'no index'               'rc 2 sg-decide -d nosuch m1.fp m1.c && says "no index at nosuch"'
ok 'candidates of another'  'asked m2 ix && rc 2 sg-decide -d ix m1.fp m2.c && says "m2" && [ "$(ids ix)" = "m1 m2 m3" ]'
ok 'candidates cut off'     'head -n -1 c1.c >cut.c && rc 2 sg-decide -d ix c1.fp cut.c && says "cut.c"'
ok 'of some shards only'    'sed "s/^## as-of.*/&\n## partial 1 of 2/" m1.c >part.c && grep -q partial part.c && rc 2 sg-decide -d ix m1.fp part.c && says "want candidates of all shards"'
ok 'another profile'        'sg-decode -r 16000 m1.au | sg-hash -p sonicgen -i x >seed.fp && rc 2 sg-decide -d ix seed.fp m1.c && says "want profile sg1"'
ok 'no name'                'sg-decode <m1.wav | sg-hash >noname.fp && sg-match -d ix noname.fp >noname.c; rc 2 sg-decide -d ix noname.fp noname.c && says "sg-hash -i"'
ok 'a full disk'            'rc 2 "SG_DB=ix sg-decide c1.fp c1.c >/dev/full" && says "standard output"'

# --- a collection
for i in m1 m2 m3 c1 cut1 fast1 mix; do printf '%s\t%s\n' "$i" "20$([ "$i" = m1 ] && echo 18 || echo 20)-01-01"; done |
	sed '1i ## sg videos 1\n# id\tpublished_at' | sed '$a ## end' >published
cat m1.fp m2.fp m3.fp c1.fp cut1.fp fast1.fp mix.fp | sg-store -d all -m published
dedup() { "$here/pipelines/dedup.sh" "$@"; }
ok 'dedup: the copies'      'rc 0 dedup -d all && [ "$(grep -v "^#" out | cut -f 1-3 | tr "\t\n" " ,")" = "c1 matched m1,cut1 matched m1,fast1 matched m1," ] && says "3 copies of 1 originals"'
ok 'dedup: JSON'            'rc 0 dedup -d all -j && [ "$(jq -r ".original, .copies[].id" out | xargs)" = "m1 c1 cut1 fast1" ] && [ "$(jq ".copies[1].coverage" out)" = 1 ]'
ok 'dedup: a full disk'     'rc 2 "dedup -d all >/dev/full" && rc 2 "dedup -j -d all >/dev/full"'
ok 'nothing was changed'    '[ "$(ids all)" = "c1 cut1 fast1 m1 m2 m3 mix" ]'
circle='## sg decisions 1\n# id\tstatus\toriginal\tevalue\tcoverage_of_id\tcoverage_of_original\tspeed\tevidence\na\tmatched\tb\t1e-9\t0.9\t0.9\t1\tnewer alike=0.9\nb\tmatched\tc\t1e-9\t1\t1\t1\tnewer alike=0.9\nc\tmatched\ta\t1e-9\t0.8\t0.9\t1\tnewer alike=0.9\nd\tmatched\ta\t1e-9\t1\t1\t1\tnewer alike=0.9\n## end\n'
ok 'no circles, no chains'  'printf "$circle" | awk -v by=x -f "$here/pipelines/clusters.awk" >out && [ "$(grep -v "^#" out | cut -f 1,3 | tr "\t\n" " ,")" = "a c,b c,d c," ]'

# --- PostgreSQL
pg_start
sql postgres -c 'create database d' -c 'create role w login'
sg-queue -d "$(db d)" init
sql d -c 'grant sg_worker to w'
q() { sg-queue -d "$(db d)" "$@"; }
owner() { sql d -U admin -c "$1"; }
link() { owner "select o.source_id from videos v join videos o on o.id = v.original_video_id where v.source_id = '$1'"; }
status() { owner "select match_status from videos where source_id = '$1'"; }
printf '## sg videos 1\n# id\nm2\nm1\nc1\ncut1\nnoisy1\nbrief\n## end\n' | q add
# work ID: claim it, bring an index up to date, ask, decide with the claim
work() {
	owner "update videos set not_before = case when source_id = '$1' then null else now() + interval '1 hour' end where match_status is null"
	SG_CLAIM=$(sg-queue -d "$(db d w)" claim | awk -F'\t' '!/^#/ { print $1 }')
	export SG_CLAIM
	sg-index pull -d pulled "$(db d)" && asked "$1" pulled && sg-decide -d "$(db d w)" "$1.fp" "$1.c" >out 2>err
	local r=$?
	token=$SG_CLAIM
	unset SG_CLAIM
	return "$r"
}
# as many pairs of copies, of which two workers have one each at the same time
twins() {
	local i w claims a
	owner "update videos set not_before = now() + interval '1 hour' where match_status is null"
	for ((i = 1; i <= ${TWINS:-2}; i++)); do
		music $((40 + i)) 12 16000 | sg-decode >t.au
		printf '## sg videos 1\n# id\nt%d.a\nt%d.b\n## end\n' "$i" "$i" | q add
		q claim -n 2 | grep -v '^#' >claims
		sg-index pull -d pulled "$(db d)"
		for w in a b; do sg-hash -i "t$i.$w" t.au >"t$i.$w.fp" && asked "t$i.$w" pulled; done
		SG_CLAIM=$(awk -F'\t' '$2 ~ /a$/ { print $1 }' claims) sg-decide -d "$(db d w)" "t$i.a.fp" "t$i.a.c" >out.a &
		a=$!
		SG_CLAIM=$(awk -F'\t' '$2 ~ /b$/ { print $1 }' claims) sg-decide -d "$(db d w)" "t$i.b.fp" "t$i.b.c" >out.b || return
		wait "$a" || return
		[ "$(owner "select count(*) filter (where match_status = 'fingerprinted' and not is_link), count(*) filter (where is_link)
			from videos where source_id like 't$i.%'")" = '1|1' ] || return
	done
}
sg-store -d "$(db d)" m2.fp
ok 'an original'            'work cut1 && [ "$(status cut1)" = fingerprinted ]'
ok 'said again: once'       'SG_CLAIM=$token rc 0 sg-decide -d "$(db d w)" cut1.fp cut1.c && [ "$(owner "select count(*) from sg.doc")" = 2 ]'
ok 'a copy of a part'       'work c1 && [ "$(status c1)" = fingerprinted ] && [ "$(status cut1) $(link cut1)" = "matched c1" ]'
ok 'a copy'                 'work noisy1 && [ "$(status noisy1) $(link noisy1)" = "matched c1" ]'
ok 'too short'              'work brief && [ "$(status brief)" = too_short ]'
ok 'the evidence is kept'   '[ "$(owner "select string_agg(id || chr(32) || status || chr(32) || coalesce(original, chr(45)), chr(44) order by d.decided_at, id) from decisions d")" = "cut1 fingerprinted -,c1 fingerprinted -,cut1 matched c1,noisy1 matched c1,brief too_short -" ]'
ok 'swapped by hand: all follow' 'rc 0 q relink c1 noisy1 && [ "$(link c1) $(link cut1)" = "noisy1 noisy1" ] && [ -z "$(link noisy1)" ]'
ok 'and back'               'rc 0 q relink noisy1 c1 && [ "$(link noisy1) $(link cut1)" = "c1 c1" ]'
ok 'no copy, for good'      'rc 0 q relink cut1 && [ -z "$(link cut1)" ] && [ "$(status cut1)" = fingerprinted ] && rc 2 q relink cut1 && says "is no copy"'
ok 'not of itself, not of a link, not of nothing' 'rc 2 q relink c1 c1 && says "copy of itself" && rc 2 q relink cut1 noisy1 && says "itself a copy" && rc 2 q relink c1 nobody && says "no video"'
ok 'a worker may not'       'rc 2 sg-queue -d "$(db d w)" relink c1 cut1 && says "permission denied"'
ok 'a claim that is lost'   'SG_CLAIM=1 rc 2 sg-decide -d "$(db d w)" c1.fp c1.c && says "claim"'
# another version is the original of an exact copy, which is found at once and hides it
sox m3.au -t wav - speed 1.05 rate 16000 2>/dev/null | sg-decode | sg-hash -i fast3 >fast3.fp
sed 's/^m3\t/same3\t/; s/^\(## rec \)m3/\1same3/' m3.fp >same3.fp
printf '## sg videos 1\n# id\tpublished_at\nm3\t2019-01-01T00:00:00Z\nfast3\t2020-01-01T00:00:00Z\nsame3\t2020-01-01T00:00:00Z\n## end\n' | q add
cat fast3.fp same3.fp | sg-store -d "$(db d)"
q relink same3 fast3
ok 'the original of what is found' 'work m3 && ! grep -q fast3 m3.c && [ "$(status m3) $(link fast3) $(link same3)" = "fingerprinted m3 m3" ]'
ok 'two at the same time in PostgreSQL' 'twins'
ok 'dedup: a dry run'       'rc 0 dedup -d all -q "$(db d)" && says "would link cut1 to m1" && [ -z "$(link cut1)" ]'
ok 'no server: later'       'rc 75 sg-decide -d postgresql://127.0.0.1:1/x c1.fp c1.c'
done_testing
