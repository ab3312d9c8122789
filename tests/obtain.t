#!/bin/bash
# pipelines/obtain.sh: from the bucket, else from a site of our own by yt-dlp,
# and into the bucket once; nothing half is left anywhere.
# shellcheck disable=SC2034 # eval uses them
. "$(dirname "$0")/lib.sh"
plain_only 'shell'
. "$here/tests/standin.sh"
stand gcs PORTFILE || exit 2
export SG_GCS_ENDPOINT=http://127.0.0.1:$port SG_GCS_TOKEN=t SG_HTTP='wait=0.01'
export TMPDIR=$tmp/tmpdir XDG_CACHE_HOME=$tmp/cache
mkdir www "$TMPDIR" dir
music 1 20 >m.au
for f in webm m4a mp3; do ffmpeg -v error -i m.au "www/$f.$f"; done
: >www/empty.m4a
stand_site www || exit 2
b=gs://bucket/sound
obtain() { "$here/pipelines/obtain.sh" "$@"; }
objects() { sg-gcs ls gs://bucket | grep -v '^#' | cut -f 1 | xargs; }
nothing_left() { [ -z "$(ls -A "$TMPDIR")" ] && [ "$(cd dir && printf '%s ' .[!.]* tmp.*)" = '.[!.]* tmp.* ' ]; }

for f in webm m4a mp3; do
	ok "$f: as it came"     'rc 0 obtain -b $b dir x$f $site/$f.$f && [ "$(cat out)" = dir/x$f.$f ] && cmp dir/x$f.$f www/$f.$f'
	ok 'and in the bucket'  'sg-gcs get $b/x$f.$f - | cmp - www/$f.$f'
done
ok 'then from the bucket'   'rm dir/*; rc 0 obtain -b $b dir xwebm http://127.0.0.1:1/x && [ "$(cat out)" = dir/xwebm.webm ] && cmp dir/xwebm.webm www/webm.webm'
ok 'decodes'                'sg-decode dir/xwebm.webm | sg-hash | grep -qx "## end"'
ok 'an id that begins another' 'rc 2 obtain -b $b dir xweb $site/nosuch.webm'
ok 'without a bucket'       'rc 0 obtain dir plain $site/m4a.m4a && cmp dir/plain.m4a www/m4a.m4a'
ok '-M: an MP3'             'rc 0 obtain -M -b $b dir song $site/webm.webm && file -b --mime-type dir/song.mp3 | grep -qx audio/mpeg && sg-gcs get $b/song.mp3 - | cmp - dir/song.mp3'
ok '-M: an MP3 as it came'  'rc 0 obtain -M dir song2 $site/mp3.mp3 && cmp dir/song2.mp3 www/mp3.mp3'
ok 'two at once: one object' 'mkdir d1 d2; obtain -b $b d1 twice $site/mp3.mp3 >o1 & obtain -b $b d2 twice $site/mp3.mp3 >o2; s=$?; wait $! && [ $s = 0 ] && cmp d1/twice.mp3 d2/twice.mp3'
ok 'not there: 2'           'rc 2 obtain -b $b dir gone $site/nosuch.mp3 && says "HTTP Error 404" && [ ! -s out ]'
ok 'nobody answers: 75'     'rc 75 obtain -b $b dir gone http://127.0.0.1:1/x.mp3 && says "Connection refused"'
ok 'nothing in the bucket of those' '! objects | grep -q gone'
ok 'the bucket is away: 75' 'SG_GCS_ENDPOINT=http://127.0.0.1:1 rc 75 obtain -b $b dir away $site/mp3.mp3 && [ ! -e dir/away.mp3 ]'
ok 'it fails to store: 75'  'fault "{\"op\": \"chunk\", \"times\": 99, \"mode\": \"status\"}"; rc 75 obtain -b $b dir half $site/mp3.mp3 && [ ! -e dir/half.mp3 ]; forget; ! objects | grep -q half'
ok 'nothing is left'        'nothing_left'

# yt-dlp as it behaves when YouTube refuses; the bot's cookies
mkdir fake
fake() { printf '#!/bin/bash\nprintf "%%s\\n" "$@" >%s/args\n%s\n' "$tmp" "$1" >fake/yt-dlp; chmod +x fake/yt-dlp; }
with_fake() { PATH=$tmp/fake:$PATH obtain "$@"; }
fake 'echo "ERROR: [youtube] x: Sign in to confirm you are not a bot" >&2; exit 1'
ok 'asked for a person: 75' 'rc 75 with_fake dir -abcdefghij && says "not a bot"'
ok 'the id is in a URL, after --' '[ "$(tail -n 2 args | xargs)" = "-- https://www.youtube.com/watch?v=-abcdefghij" ] && grep -qx youtube args'
fake 'echo "ERROR: [youtube] x: Private video" >&2; exit 1'
ok 'private: 2'             'rc 2 with_fake dir abcdefghijk && says "Private video"'
fake 'while [ "$1" != --cookies ]; do shift; done; cp "$2" '"$tmp"'/seen; echo changed >>"$2"; while [ "$1" != -o ]; do shift; done; echo sound >"${2/\%(ext)s/webm}"'
ok 'cookies: a copy for each job' 'echo secret >cookies; chmod 644 cookies; rc 0 with_fake -c cookies dir abcdefghijk && [ "$(cat cookies)" = secret ] && [ "$(cat seen)" = secret ]'
fake 'exit 0'
ok 'nothing came: 2'        'rc 2 with_fake dir abcdefghijk && says "nothing came"'
fake 'exit 0'
ok '-r: a limit'            'rc 2 with_fake -r 1M dir abcdefghijk; grep -qx -A 1 -- --limit-rate args && grep -qx 1M args'
ok 'ids that are none'      'for i in short ../abcdefgh "a b" "" "%(title)s.."; do rc 2 with_fake dir "$i" || exit 1; done'
ok 'nothing is left'        'nothing_left'
ok 'usage'                  'rc 2 obtain && says "usage: obtain.sh" && rc 0 obtain -h && rc 0 obtain -V'
done_testing
