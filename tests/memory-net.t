#!/bin/bash
# shellcheck disable=SC2016,SC2034 # ok evaluates
# tests/memory.t for what talks to a database or a server of Google's: an allocation
# of ours, of libc's, of libpq's or of libcurl's fails.
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/strike.sh
. "$here/tests/strike.sh"
# shellcheck source=tests/standin.sh
. "$here/tests/standin.sh"
# shellcheck source=tests/pg.sh
. "$here/tests/pg.sh"
export HOME=$tmp SG_HTTP='wait=0.01 stall=2 connect=2 total=20'
pg_start
trap 'kill "${standing[@]}" 2>/dev/null; pg_stop immediate; rm -rf "$tmp"' EXIT
sql postgres -c 'create database q'
SG_DB=$(db q)
export SG_DB SG_FAIL_LIB='libpq libjansson'

music 1 12 | sg-hash -i m >m.fp
music 2 12 | sg-hash -i n >n.fp
cat m.fp n.fp >mn.fp
sg-segment -W 5 -S 5 m.fp >s.fp
{
	printf '## sg videos 1\n# id\ttitle\tduration_s\n'
	printf 'v%s\tT\t9\n' 1 2 3
	echo '## end'
} >videos

# --- the database
changes=1
thin=3 # each takes a connection or a request
ok 'sg-queue init'   'strike "sg-queue init" sg-queue init'
sg-queue init
ok 'sg-queue add'    'strike "sg-queue add" sg-queue add videos'
ok 'sg-store'        'check=$SG_DB strike "sg-store, PostgreSQL" sg-store m.fp'
ok 'sg-store -e'     'check=$SG_DB strike "sg-store -e, PostgreSQL" sg-store -e mn.fp'
hashes() { grep -P '^[^#\t]*\t[0-9]*\t[0-9a-f]{8}$'; }
ok 'all of it is there' 'sg-index dump | hashes | sort >got && hashes <mn.fp | sort | cmp - got'
ok 'sg-match, all warps' 'changes= strike "sg-match, PostgreSQL" sg-match -w axes s.fp'
ok 'sg-index ls'     'changes= strike "sg-index ls, PostgreSQL" sg-index ls'
ok 'sg-index compact' 'check=$SG_DB strike "sg-index compact" sg-index compact'
sg-index pull -d pulled "$SG_DB"
cp -r pulled st
ok 'sg-index pull'   'check=st before=pulled strike "sg-index pull" sg-index pull -d st "$SG_DB"'
sg-store n.fp
ok 'of one'          'check=st before=pulled strike "sg-index pull, of one" sg-index pull -d st "$SG_DB"'
ok 'sg-queue ls'     'strike "sg-queue ls" sg-queue ls'
ok 'sg-queue stat'   'strike "sg-queue stat" sg-queue stat'
# what a claim that failed had is free again
free() { sql q -c "update videos set match_status = null, claim_token = null, lease_until = null, attempts = 0 where source_id like 'v%'"; }
ok 'sg-queue claim'  'ready=free strike "sg-queue claim" sg-queue claim -n 3'
ok 'sg-queue run'    'ready=free strike "sg-queue run" sg-queue run -n 1 -- sg-queue release'
ok 'sg-decide'       'sg-match s.fp >s.c; changes= strike "sg-decide, PostgreSQL" sg-decide s.fp s.c'

# --- Google
# jansson's lexer asserts, where it has no memory
export SG_FAIL_LIB=libcurl
stand gcs PORTFILE || exit 2
export SG_GCS_ENDPOINT=http://127.0.0.1:$port
openssl genrsa -out key.pem 2048 2>/dev/null
told _set "$(openssl rsa -in key.pem -pubout 2>/dev/null | jq -Rs '{public: .}')"
jq -n --rawfile k key.pem --arg u "http://127.0.0.1:$port/token" '{type: "service_account",
    client_email: "me@project.example", private_key_id: "k1", private_key: $k, token_uri: $u}' >service.json
chmod 600 service.json
export GOOGLE_APPLICATION_CREDENTIALS=$PWD/service.json
head -c 9000000 /dev/zero >big
ok 'sg-gcs put'      'strike "sg-gcs put" sg-gcs put big gs://bucket/big && sg-gcs get gs://bucket/big - | cmp - big'
changes=
ok 'sg-gcs get'      'strike "sg-gcs get" sg-gcs get gs://bucket/big -'
ok 'sg-gcs ls'       'strike "sg-gcs ls" sg-gcs ls gs://bucket/'
cat >data.json <<'E'
{"channels": [{"id": "UCaaaaaaaaaaaaaaaaaaaaaa", "handle": "@tunes", "uploads": "UUaaaaaaaaaaaaaaaaaaaaaa", "count": 2}],
 "videos": {"v0000000001": {"title": "One", "channelId": "UCaaaaaaaaaaaaaaaaaaaaaa", "channel": "Tunes", "published": "2024-05-06T07:08:09Z"},
            "v0000000002": {"title": "Two", "channelId": "UCaaaaaaaaaaaaaaaaaaaaaa", "channel": "Tunes", "published": "2024-05-06T07:08:09Z"}},
 "playlists": {"UUaaaaaaaaaaaaaaaaaaaaaa": ["v0000000001", "v0000000002"]}, "private": []}
E
stand youtube data.json PORTFILE || exit 2
export SG_YT_KEY=test-key SG_YT_ENDPOINT=http://127.0.0.1:$port/youtube/v3/
ok 'sg-ytmeta'       'strike sg-ytmeta sg-ytmeta @tunes'
done_testing
