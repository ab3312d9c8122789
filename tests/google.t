#!/bin/bash
# Google's own clients (npm) against our stand-ins, and against what our
# programs wrote there: that both speak what Google speaks.
# shellcheck disable=SC2034 # eval uses them
. "$(dirname "$0")/lib.sh"
plain_only 'another client'
. "$here/tests/standin.sh"
unset SSL_CERT_FILE

# without them nothing is proved here: say so
npm=$here/build/node/node_modules
if [ ! -d "$npm/@googleapis" ]; then
	why="no npm packages: tests/need.sh check"
	skip "Google's client of YouTube" "$why"
	skip "Google's client of its storage" "$why"
	done_testing
fi
export NODE_PATH=$npm NODE_NO_WARNINGS=1
node_youtube() { timeout 60 node "$here/tests/google-youtube.js" "$port" "$@" 2>&1; }
node_storage() { timeout 120 node "$here/tests/google-storage.js" "$port" "$@" 2>&1; }

# all ok NAME CMD: only in tests/long
all() { [ -z "${GOOGLE_ALL-}" ] || "$@"; }

# --- YouTube
python3 - <<'EOF'
import json
ids = ['v%010d' % i for i in range(120)]
videos = {v: {'title': 'Tune %d é' % i, 'channelId': 'UC' + 'a' * 22, 'channel': 'Tunes', 'duration': 'PT%dM' % (i + 1),
              'published': '2024-01-01T00:00:00Z', 'embeddable': i % 3 > 0} for i, v in enumerate(ids)}
videos[ids[7]]['live'] = 'upcoming'
json.dump({'channels': [{'id': 'UC' + 'a' * 22, 'handle': '@tunes', 'uploads': 'UU' + 'a' * 22}], 'videos': videos,
           'playlists': {'UU' + 'a' * 22: ids + ['gone_video1'] + ids[3:5]}}, open('data.json', 'w'))
EOF
stand youtube data.json PORTFILE || exit 2
export SG_YT_KEY=test-key SG_YT_ENDPOINT=http://127.0.0.1:$port/youtube/v3/ SG_HTTP='wait=0.01'
# our rows, in their columns and spelling
ours() { sg-ytmeta @tunes 2>/dev/null | grep -v '^#' | awk -F'\t' -v OFS='\t' '{print $1, $2, $3, $4, $5, "PT" $6 / 60 "M", $8}'; }
ok 'YouTube: it lists a channel' 'node_youtube channel @tunes >theirs && [ "$(wc -l <theirs)" -eq 119 ]'
ok 'our program gets the same'   'ours | diff - theirs >&2'
all ok 'also packed'                 'told _set "{\"gzip\": true}" && node_youtube channel @tunes | cmp - theirs && ours | cmp - theirs; told _set "{\"gzip\": false}"'
ok 'through a 503'               'fault "{\"op\": \"videos\", \"mode\": \"status\"}" && node_youtube channel @tunes | cmp - theirs'
ok 'no channel'                  '[ "$(node_youtube channel @nobody)" = none ]'
all ok 'no playlist'                 '[ "$(node_youtube playlist PLnosuchplaylist0)" = "HTTP 404 playlistNotFound" ]'
all ok 'more than 50'                '[ "$(node_youtube videos $(seq -f "v%010.0f" 51))" = "HTTP 400 invalidFilters" ]'
all ok 'a wrong key'                 '[ "$(SG_YT_KEY=wrong node_youtube videos v0000000000)" = "HTTP 400 badRequest" ]'
told _set '{"quota": 0}'
all ok 'no quota'                    '[ "$(node_youtube videos v0000000000)" = "HTTP 403 quotaExceeded" ]'

# --- storage
stand gcs PORTFILE || exit 2
export SG_GCS_ENDPOINT=http://127.0.0.1:$port SG_GCS_TOKEN=t
noise() { openssl enc -aes-128-ctr -K "$(printf %032d "$2")" -iv 0 </dev/zero 2>/dev/null | head -c "$1"; }
noise 20000000 1 >big
noise 100000 2 >small
sg-gcs put small gs://bucket/ours/small
: >none
b=gs://bucket
for f in ${GOOGLE_ALL:+none small} big; do
	ok "storage: sg-gcs writes $f"   'rc 0 sg-gcs put - $b/ours/$f <$f'
	ok 'it reads that, checked'      'rm -f got; node_storage get ours/$f got && cmp $f got'
	ok "it writes $f"                'node_storage put $f theirs/$f && rc 0 sg-gcs get $b/theirs/$f got && cmp $f got'
	ok 'in one request'              'node_storage put $f multi/$f multipart && sg-gcs get $b/multi/$f - | cmp - $f'
done
all ok 'in chunks'                   'node_storage put big theirs/chunks 1048576 && sg-gcs get $b/theirs/chunks - | cmp - big'
ok 'in chunks, 503 in one'       'fault "{\"op\": \"chunk\", \"skip\": 3, \"mode\": \"partial\", \"bytes\": 600000}"; node_storage put big theirs/broken 1048576 && sg-gcs get $b/theirs/broken - | cmp - big'
ok 'asking where it was'         'asked _log | grep -q "^PUT.* 308"'
ok 'ours, 503 in a chunk: read by it' 'fault "{\"op\": \"chunk\", \"skip\": 1, \"mode\": \"partial\", \"bytes\": 600000}"; rc 0 "sg-gcs put - $b/ours/broken <big" && node_storage get ours/broken got && cmp big got'
all ok 'a part'                      'node_storage from ours/big 19000000 got && tail -c +19000001 big | cmp - got'
all ok 'it describes the same'       'node_storage stat ours/big >theirs && sg-gcs stat $b/ours/big | grep -v "^#" | cmp - theirs'
ok 'and lists the same'          'told _set "{\"page\": 2}"; node_storage ls ours/ >theirs && sg-gcs ls $b/ours/ | grep -v "^#" | cut -f1 | cmp - theirs && [ -s theirs ]'
ok 'odd names'                   'n="ours/a b/ü%41?&#+"; rc 0 sg-gcs put small "$b/$n" && rm -f got && node_storage get "$n" got && cmp small got'
ok 'it finds ours there already' '[ "$(node_storage put small ours/big multipart)" = "HTTP 412" ] && sg-gcs get $b/ours/big - | cmp - big'
ok 'we find its, too'            'rc 1 sg-gcs -n put small $b/theirs/big && sg-gcs get $b/theirs/big - | cmp - big'
all ok 'wrong bytes: it sees that'   'fault "{\"op\": \"media\", \"mode\": \"corrupt\", \"times\": 9}"; ! node_storage get ours/small got >said; forget; grep -qi "crc\|hash\|match\|integrity" said'
all ok 'none'                        '[ "$(node_storage stat nobody)" = "HTTP 404" ]'
ok 'it removes ours'             'node_storage rm ours/small && rc 1 sg-gcs stat $b/ours/small'
done_testing
