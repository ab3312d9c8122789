#!/bin/bash
# The flow: a queue in PostgreSQL, sound from a site of our own by yt-dlp, kept in
# a bucket, fingerprinted, matched, decided; every status and link as it is due.
# shellcheck disable=SC2016,SC2034 # ok evaluates
. "$(dirname "$0")/lib.sh"
plain_only 'shell'
. "$here/tests/standin.sh"
# shellcheck source=tests/pg.sh
. "$here/tests/pg.sh"
stand gcs PORTFILE || exit 2
export SG_GCS_ENDPOINT=http://127.0.0.1:$port SG_GCS_TOKEN=t SG_HTTP='wait=0.01'
export TMPDIR=$tmp/tmpdir XDG_CACHE_HOME=$tmp/cache
mkdir www "$TMPDIR"
put() { ffmpeg -v error -y -i - "www/$1"; }
music 1 30 16000 | put a1.webm
music 1 30 16000 | ffmpeg -v error -i - -b:a 48k www/a2.mp3
music 1 30 16000 | sox -t au - -t wav - speed 1.05 rate 16000 2>/dev/null | put a3.m4a
music 1 30 16000 | sg-decode -r 16000 -s 8 -t 12 | put a4.mp3
music 2 30 16000 | put b1.m4a
music 3 1 16000 | put short.mp3
echo 'this is no sound' >www/broken.mp3
stand_site www || exit 2
pg_start
trap 'kill "${standing[@]}" 2>/dev/null; pg_stop immediate; rm -rf "$tmp"' EXIT
sql postgres -c 'create database q' -c 'create role w login'
sg-queue -d "$(db q)" init
sql q -c 'grant sg_worker to w'
b=gs://bucket/sound
worker() { "$here/pipelines/worker.sh" -d "$(db q w)" -b "$b" "$@"; }
owner() { sql q -U admin -c "$1"; }
state() { owner "select v.match_status || coalesce(' ' || o.source_id, '') from videos v left join videos o on o.id = v.original_video_id where v.source_id = '$1'"; }
# published so that a1 and b1 are the first
{
	printf '## sg videos 1\n# id\turl\tduration_s\tpublished_at\n'
	printf '%s\t%s\t%s\t%s\n' a1 "$site/a1.webm" 100 2019-01-01T00:00:00Z a2 "$site/a2.mp3" 90 2020-01-01T00:00:00Z \
	    a3 "$site/a3.m4a" 80 2020-01-01T00:00:00Z a4 "$site/a4.mp3" 70 2020-01-01T00:00:00Z \
	    b1 "$site/b1.m4a" 60 2019-01-01T00:00:00Z short "$site/short.mp3" 50 2020-01-01T00:00:00Z \
	    broken "$site/broken.mp3" 40 2020-01-01T00:00:00Z gone "$site/nosuch.mp3" 30 2020-01-01T00:00:00Z
	echo '## end'
} >videos
sg-queue -d "$(db q w)" add videos

ok 'a worker with three jobs' 'rc 0 worker -j 3'
ok 'says what it did'       'says "sg-queue: 8 done, 0 failed, 0 for later" && grep -qx "b1 fingerprinted - -" out'
for v in 'a1 fingerprinted' 'b1 fingerprinted' 'a2 matched a1' 'a3 matched a1' 'a4 matched a1' 'short too_short' 'broken flag' 'gone flag'; do
	ok "$v"             '[ "$(state "${v%% *}")" = "${v#* }" ]'
done
ok 'the reasons are there'  '[[ $(owner "select last_error from videos where source_id = '\''gone'\''") == *"HTTP Error 404"* ]] && [[ $(owner "select last_error from videos where source_id = '\''broken'\''") == *sg-decode* ]]'
ok 'what was obtained is in the bucket' '[ "$(sg-gcs ls gs://bucket | grep -v "^#" | cut -f 1 | xargs)" = "sound/a1.webm sound/a2.mp3 sound/a3.m4a sound/a4.mp3 sound/b1.m4a sound/broken.mp3 sound/short.mp3" ]'
ok 'two originals are stored' '[ "$(owner "select count(*) from sg.doc d join videos v on v.id = d.video where not is_link")" = 2 ]'
ok 'every link has its evidence' '[ "$(owner "select count(*) from videos v where is_link and exists (select from sg.decision d where d.video = v.id and d.status = '\''matched'\'' and d.evidence is not null)")" = 3 ]'
ok 'nothing is left'        '[ -z "$(ls -A "$TMPDIR")" ]'
ok 'again: nothing to do'   'rc 0 worker && [ "$(state a1) $(state a4)" = "fingerprinted matched a1" ]'

# to another profile, video by video, and both are there
again() { "$here/pipelines/refingerprint.sh" -d "$(db q "${role:-w}")" -b "$b" "$@"; }
in_profile() { sg-index -d "$(db q)" -p "$1" ls | grep -v '^#' | cut -f 1 | sort | xargs; }
before=$(in_profile sg1)
ok 'a fingerprint of another profile, one of two' 'rc 0 again -n 1 sg1 sonicgen && says "1 of 1 videos have a fingerprint of sonicgen now, 1 were left" && [ "$(in_profile sonicgen)" = a1 ]'
ok 'goes on with the other' 'rc 0 again sg1 sonicgen && says "1 of 1 videos" && [ "$(in_profile sonicgen)" = "a1 b1" ] && [ "$(in_profile sg1)" = "$before" ]'
found() { sg-decode -r "$2" -s 5 -t 20 www/a1.webm | sg-hash -p "$1" | sg-match -d "$(db q)" >out 2>err && cut -f 3 out | grep -qx a1; }
ok 'both are searched'      'found sg1 8000 && found sonicgen 16000'
ok 'links and states as they were' '[ "$(state a1), $(state b1), $(state a2), $(state a4)" = "fingerprinted, fingerprinted, matched a1, matched a1" ]'
ok 'nothing is left to do'  'rc 0 again sg1 sonicgen && says "0 of 0 videos"'
ok 'the old one goes: not as a worker' 'sg-index -d "$(db q)" -p sg1 rm b1 && rc 1 again -R sonicgen sg1 && says "permission denied" && sg-index -d "$(db q)" -p sg1 rm b1'
ok 'the old one goes'       'role=admin rc 0 again -R sonicgen sg1 && [ "$(in_profile sonicgen)" = a1 ] && [ "$(in_profile sg1)" = "$before" ] && [ "$(state b1)" = fingerprinted ]'
ok 'two of one, or none'    'rc 2 again sg1 sg1 && says usage && rc 2 again sg1 nosuch && rc 75 "$here/pipelines/refingerprint.sh" -d postgresql://127.0.0.1:1/x sg1 sonicgen'

# the site is away; then YouTube asks for a person
printf '## sg videos 1\n# id\turl\nlate\thttp://127.0.0.1:1/x.mp3\n## end\n' | sg-queue -d "$(db q w)" add
ok 'nobody answers: later'  'rc 0 worker; [ -z "$(state late)" ] && [[ $(owner "select last_error from videos where source_id = '\''late'\''") == *"Connection refused"* ]]'
mkdir fake
printf '#!/bin/bash\necho "ERROR: [youtube] x: Sign in to confirm you are not a bot" >&2; exit 1\n' >fake/yt-dlp
chmod +x fake/yt-dlp
printf "bot%08d\n" 1 2 3 4 5 6 | sed '1i ## sg videos 1\n# id' | sed '$a ## end' | sg-queue -d "$(db q w)" add
ok 'asked for a person: the worker stops' 'PATH=$tmp/fake:$PATH rc 75 worker -j 1 && says "not a bot" && [ "$(owner "select count(*) from videos where source_id like '\''bot%'\'' and attempts > 0 and match_status is null")" -le 1 ]'
ok 'nobody claims them'     '[ "$(owner "select count(*) from videos where claim_token is not null")" = 0 ]'
printf '## sg videos 1\n# id\turl\tduration_s\nnoplace\t%s\t999\n## end\n' "$site/b1.m4a" | sg-queue -d "$(db q w)" add
ok 'what is no fault of the video does not flag it' 'touch f && XDG_CACHE_HOME=$tmp/f rc 1 worker -j 1 -n 1 && says "Not a directory" && [ "$(owner "select attempts, coalesce(match_status, chr(45)) from videos where source_id = '\''noplace'\''")" = "1|-" ]'
ok 'without a claim'        'rc 2 "$here/pipelines/ingest-one.sh" a1 && says "want a claim"'
done_testing
