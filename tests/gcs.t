#!/bin/bash
# sg-gcs against a stand-in for Google Cloud Storage: streams in and out, what
# breaks on the way, what is there already, tokens, checksums.
# shellcheck disable=SC2002,SC2034 # eval uses them; pipes are the point
. "$(dirname "$0")/lib.sh"
. "$here/tests/standin.sh"
unset http_proxy https_proxy all_proxy no_proxy HTTP_PROXY HTTPS_PROXY ALL_PROXY NO_PROXY SSL_CERT_FILE
unset STORAGE_EMULATOR_HOST GOOGLE_APPLICATION_CREDENTIALS CLOUDSDK_CONFIG
export HOME=$tmp

stand gcs PORTFILE || exit 2
export SG_GCS_ENDPOINT=http://127.0.0.1:$port SG_GCS_TOKEN=secret-token
export SG_HTTP='wait=0.01 stall=2 connect=2 total=20'
told _set '{"token": "secret-token"}'
b=gs://bucket
gcs() { sg-gcs "$@"; }
calls() { asked _log | grep -c "${1:-.}"; }
rows() { grep -v '^#' out; }
# noise BYTES [SEED]: always the same
noise() { openssl enc -aes-128-ctr -K "$(printf %032d "${2:-1}")" -iv 0 </dev/zero 2>/dev/null | head -c "$1"; }
noise 3000000 >small
noise 17000000 2 >big
noise 8388608 3 >edge
: >none

# --- there and back
for f in small big edge none; do
	ok "$f: put"            'rc 0 gcs put $f $b/$f && [ ! -s out ] && [ ! -s err ]'
	ok "$f: get"            'rc 0 gcs get $b/$f got && cmp $f got'
	ok "$f: through pipes"  'cat $f | rc 0 gcs put - $b/p/$f && gcs get $b/p/$f - | cmp - $f'
done
ok 'chunks, then the rest'  'forget; rc 0 gcs put big $b/big && [ "$(calls "^POST")" = 1 ] && [ "$(calls "^PUT.* 308")" = 2 ] && [ "$(calls "^PUT.* 200")" = 1 ]'
ok 'one byte more than a chunk' 'noise 8388609 >x && rc 0 gcs put x $b/x && gcs get $b/x - | cmp - x'
ok 'a file that others can read' 'rm -f got && (umask 022; gcs get $b/small got) && [ "$(stat -c %a got)" = 644 ]'
ok 'over another file'      'echo old >got && rc 0 gcs get $b/small got && cmp small got'
ok 'odd names'              'for n in "a b" "ü/%41?&#=+" "-" "a//b" "..x" "gs:\\x"; do rc 0 gcs put none "$b/odd/$n" && rc 0 gcs stat "$b/odd/$n" || exit 1; done'
ok 'and listed'             'rc 0 gcs ls $b/odd/ && [ "$(rows | wc -l)" -eq 6 ] && rows | cut -f1 | grep -qxF "odd/ü/%41?&#=+" && rows | cut -f1 | grep -qxF "odd/gs:\\\\x"'
ok 'names that cannot be'   'for u in gs:// gs://bu gs://bucket gs://bucket/ gs://Bucket/x gs://bucket/.. http://bucket/x bucket/x "gs://bu cket/x" "$(printf "gs://bucket/a\nb")" "$b/$(printf %01025d 0)"; do rc 2 gcs stat "$u" && says "want gs://" || exit 1; done'

# --- what is there
ok 'stat'                   'rc 0 gcs stat $b/small && [ "$(rows | cut -f1,2)" = "small	3000000" ] && tail -1 out | grep -qx "## end" && head -1 out | grep -qx "## sg objects 1"'
ok 'its CRC'                '[ "$(rows | cut -f3)" = "$(python3 -c "import sys; sys.path.insert(0, sys.argv[1]); import gcs; print(gcs.crc32c_slowly(open(sys.argv[2], \"rb\").read()))" "$here/tests" small)" ]'
ok 'stat of none: 1'        'rc 1 gcs stat $b/nobody && [ -z "$(rows)" ] && [ ! -s err ] && rc 1 gcs -v stat $b/nobody && says "404"'
ok 'stat of two, one there' 'rc 1 gcs stat $b/nobody $b/none && [ "$(rows | wc -l)" -eq 1 ]'
ok '-j'                     'rc 0 gcs -j stat $b/small && [ "$(jq -r .size out)" = 3000000 ]'
ok 'ls, page by page'       'told _set "{\"page\": 3}"; forget; rc 0 gcs ls $b && [ "$(calls)" -ge 4 ] && rows | cut -f1 | sort -c && [ "$(rows | cut -f1 | sort -u | wc -l)" -eq "$(rows | wc -l)" ] && rows | grep -q "^p/none"; told _set "{\"page\": 1000}"'
ok 'ls of nothing'          'rc 0 gcs ls $b/nothing && [ -z "$(rows)" ]'
ok 'rm'                     'gcs put none $b/rm && rc 0 gcs rm $b/rm && rc 1 gcs stat $b/rm && rc 1 gcs rm $b/rm && says "404"'
ok 'rm whose answer was lost' 'gcs put none $b/rm; fault "{\"op\": \"delete\", \"mode\": \"after\"}"; rc 0 gcs rm $b/rm'
ok 'get of none: 1, no file' 'rm -f got; rc 1 gcs get $b/nobody got && [ ! -e got ] && [ ! -s err ]'
ok 'or download'            '[ "$({ gcs get $b/nobody - || echo download; } 2>&1)" = download ]'
ok 'no such bucket'         'rc 2 gcs put small gs://nosuch/x && says "404"'

# --- create once
ok '-n: it is new'          'rc 0 gcs -n put small $b/once'
ok '-n: it is there: 1'     'rc 1 gcs -n put big $b/once && [ ! -s err ] && gcs get $b/once - | cmp - small'
ok '-n, lost answers'       'fault "{\"op\": \"upload\", \"mode\": \"after\"}"; fault "{\"op\": \"chunk\", \"mode\": \"after\"}"; rc 0 gcs -n put small $b/once2 && gcs get $b/once2 - | cmp - small'
ok 'ten at once: one wins'  'for i in 1 2 3 4 5 6 7 8 9 10; do { noise 500000 $i | sg-gcs -n put - $b/race; echo $? >race.$i; } & pids="${pids-} $!"; done; wait $pids; [ "$(cat race.* | sort | uniq -c | xargs)" = "1 0 9 1" ]'
ok 'and it is whole'        'w=$(grep -lx 0 race.*) && gcs get $b/race - | cmp - <(noise 500000 ${w#race.})'
ok 'without -n: over it'    'rc 0 gcs put edge $b/once && gcs get $b/once - | cmp - edge'

# --- uploads that break
up() { forget; fault "$1"; cat big | rc 0 gcs put - "$b/up" && gcs get "$b/up" - | cmp - big; }
skips=(0 1 2)
[ "${O%-san}" = "$O" ] || skips=(1)
for skip in "${skips[@]}"; do
	ok "chunk $skip: a part is kept, 308" 'up "{\"op\": \"chunk\", \"skip\": $skip, \"mode\": \"partial\", \"bytes\": 600000, \"status\": 308}"'
	ok "chunk $skip: the answer is lost" 'up "{\"op\": \"chunk\", \"skip\": $skip, \"mode\": \"after\"}"'
	[ "$skip" -eq 1 ] || continue
	ok "503 before the end of chunk $skip" 'up "{\"op\": \"chunk\", \"skip\": $skip, \"mode\": \"status\"}" && [ "$(calls)" -ge 6 ]'
	ok "chunk $skip: a part is kept, 503" 'up "{\"op\": \"chunk\", \"skip\": $skip, \"mode\": \"partial\", \"bytes\": 600000}"'
	ok "chunk $skip: nothing is kept, 503" 'up "{\"op\": \"chunk\", \"skip\": $skip, \"mode\": \"partial\", \"bytes\": 0}"'
	ok "chunk $skip: nothing is kept, 308" 'up "{\"op\": \"chunk\", \"skip\": $skip, \"mode\": \"partial\", \"bytes\": 0, \"status\": 308}"'
	ok "chunk $skip: reset"  'up "{\"op\": \"chunk\", \"skip\": $skip, \"mode\": \"reset\"}"'
done
ok 'the last answer is cut' 'up "{\"op\": \"chunk\", \"skip\": 2, \"mode\": \"cut\"}"'
ok 'the last answer is silence' 'up "{\"op\": \"chunk\", \"skip\": 2, \"mode\": \"silent\", \"pause\": 9}"'
ok 'status queries fail, too' 'forget; fault "{\"op\": \"status\", \"times\": 2, \"mode\": \"status\"}"; up "{\"op\": \"chunk\", \"skip\": 1, \"mode\": \"reset\", \"times\": 2}"'
ok 'it asked where it was'  'asked _log | grep -q "^PUT.* 308"'
ok 'many breaks, each of which goes on' 'up "{\"op\": \"chunk\", \"times\": 12, \"mode\": \"partial\", \"bytes\": 1048576}"'
ok 'no start'               'up "{\"op\": \"upload\", \"times\": 3, \"mode\": \"status\"}"'
ok 'gives up with 75, nothing there' 'forget; fault "{\"op\": \"chunk\", \"times\": 99, \"mode\": \"status\"}"; rc 75 gcs put small $b/never && says "503" && ! grep -q session err; forget; rc 1 gcs stat $b/never'
ok 'the session is given up' 'forget; fault "{\"op\": \"chunk\", \"times\": 99, \"mode\": \"status\"}"; rc 75 gcs put small $b/never; asked _log | grep -q "^DELETE.* 499"'
ok 'takes nothing for ever' 'forget; fault "{\"op\": \"chunk\", \"times\": 99, \"mode\": \"partial\", \"bytes\": 0, \"status\": 308}"; rc 75 gcs put small $b/never && says "nothing was kept"'
ok 'a lost session: a file' 'forget; fault "{\"op\": \"chunk\", \"skip\": 1, \"mode\": \"lose\"}"; rc 0 gcs put big $b/up2 && gcs get $b/up2 - | cmp - big'
ok 'a lost session: a pipe' 'forget; fault "{\"op\": \"chunk\", \"skip\": 1, \"mode\": \"lose\"}"; cat big | rc 75 gcs put - $b/up3 && says "no more"; rc 1 gcs stat $b/up3'
ok 'stored wrong: removed'  'forget; fault "{\"op\": \"chunk\", \"mode\": \"corrupt\"}"; rc 75 gcs put small $b/wrong && says "CRC-32C"; rc 1 gcs stat $b/wrong'
ok 'a proxy that redirects' 'forget; fault "{\"op\": \"upload\", \"mode\": \"status\", \"status\": 307, \"headers\": {\"Location\": \"http://127.0.0.1:1/\"}}"; rc 2 gcs put small $b/x && says "307"'
ok 'a directory'            'rc 2 gcs put . $b/x && says "irectory"'
ok 'no such file'           'rc 2 gcs put nosuch $b/x && says "nosuch"'

san_enough

# --- downloads that break
down() { forget; fault "$1"; gcs get "$b/big" - >got 2>err && cmp got big; }
for f in '"mode": "cut", "times": 3' '"mode": "cut", "bytes": 1' '"mode": "cut", "bytes": 0' '"mode": "status", "times": 2' '"mode": "reset"' \
    '"mode": "silent", "pause": 9' '"mode": "status", "status": 429'; do
	ok "survived: $f"       'down "{\"op\": \"media\", $f}"'
done
ok 'it asked for the rest'  'forget; fault "{\"op\": \"media\", \"mode\": \"cut\", \"bytes\": 5000000}"; gcs get $b/big got && cmp got big && [ "$(calls " 206$")" = 1 ] && asked _headers | grep -qi "^range: bytes=5000000-"'
ok 'of the same generation' '[ "$(asked _log | grep -c "alt=media&generation=")" = 2 ]'
ok 'a server without Range' 'told _set "{\"norange\": true}"; down "{\"op\": \"media\", \"mode\": \"cut\", \"bytes\": 5000000}"; s=$?; told _set "{\"norange\": false}"; [ $s = 0 ]'
ok 'only the end was lost'  'down "{\"op\": \"media\", \"mode\": \"cut\", \"bytes\": 16999999}"'
ok 'wrong bytes: 75, no file' 'rm -f got; fault "{\"op\": \"media\", \"mode\": \"corrupt\"}"; rc 75 gcs get $b/small got && says "CRC-32C" && [ ! -e got ]'
ok 'wrong bytes: 75 on stdout' 'fault "{\"op\": \"media\", \"mode\": \"corrupt\"}"; rc 75 "gcs get $b/small - >/dev/null" && says "CRC-32C"'
ok 'for ever: 75, no file'  'forget; fault "{\"op\": \"media\", \"times\": 99, \"mode\": \"status\"}"; rc 75 gcs get $b/small got && [ ! -e got ]; forget'
ok 'what was there stays'   'echo old >got; fault "{\"op\": \"media\", \"mode\": \"corrupt\"}"; rc 75 gcs get $b/small got && [ "$(cat got)" = old ]'
ok 'replaced meanwhile'     'gcs put small $b/swap; fault "{\"op\": \"media\", \"mode\": \"silent\", \"pause\": 9}"; { sleep 0.5; sg-gcs put none $b/swap; } & rc 75 gcs get $b/swap got && says "replaced"; s=$?; wait $!; [ $s = 0 ]'
ok 'a reader that leaves'   'set -o pipefail; gcs get $b/big - 2>err | head -c 100 >/dev/null; s=$?; set +o pipefail; [ $s = 141 ] && [ ! -s err ]'
ok 'a full disk'            'rc 2 "gcs get $b/small - >/dev/full" && says "writing"'
ok 'killed: no file is left' 'mkdir dir; fault "{\"op\": \"media\", \"mode\": \"slow\", \"pause\": 0.05}"; gcs get $b/small dir/x & p=$!; sleep 0.7; kill -9 $p; wait $p; [ -z "$(ls -A dir)" ]'
ok 'no temporary file'      '[ -z "$(find . -name "got.*")" ]'
forget

# --- tokens
ok 'a wrong token'          'SG_GCS_TOKEN=wrong rc 2 gcs stat $b/small && says "401" && ! grep -q wrong err'
unset SG_GCS_TOKEN
openssl genrsa -out key.pem 2048 2>/dev/null
openssl rsa -in key.pem -pubout -out pub.pem 2>/dev/null
told _set "$(jq -n --rawfile k pub.pem '{public: $k}')"
jq -n --rawfile k key.pem --arg u "http://127.0.0.1:$port/token" '{type: "service_account", client_email: "me@project.example", private_key_id: "k1", private_key: $k, token_uri: $u}' >service.json
jq -n --arg u "http://127.0.0.1:$port/token" '{type: "authorized_user", client_id: "an id", client_secret: "a&secret", refresh_token: "refresh/1", token_uri: $u}' >user.json
chmod 600 ./*.json
ok 'a service account'      'GOOGLE_APPLICATION_CREDENTIALS=service.json rc 0 gcs stat $b/small'
ok 'one token for all calls' 'forget; GOOGLE_APPLICATION_CREDENTIALS=service.json rc 0 gcs put big $b/tok && [ "$(calls "POST /token")" = 1 ]'
ok 'a user'                 'GOOGLE_APPLICATION_CREDENTIALS=user.json rc 0 gcs stat $b/small'
ok 'where gcloud keeps one' 'mkdir -p .config/gcloud && cp user.json .config/gcloud/application_default_credentials.json && rc 0 gcs stat $b/small && mkdir cfg && mv .config/gcloud/* cfg && CLOUDSDK_CONFIG=cfg rc 0 gcs stat $b/small'
ok 'the metadata server'    'forget; GCE_METADATA_HOST=127.0.0.1:$port rc 0 gcs stat $b/small && [ "$(calls computeMetadata)" = 1 ]'
ok 'past any proxy'         'http_proxy=http://127.0.0.1:1 no_proxy= GCE_METADATA_HOST=127.0.0.1:$port rc 75 gcs stat $b/small && [ "$(calls computeMetadata)" = 2 ]'
ok 'another that says so'   'told _set "{\"flavor\": \"Else\"}"; GCE_METADATA_HOST=127.0.0.1:$port rc 2 gcs stat $b/small && says "no credentials"; told _set "{\"flavor\": \"Google\"}"'
ok 'one in trouble: 75'     'fault "{\"op\": \"metadata\", \"times\": 9, \"mode\": \"status\"}"; GCE_METADATA_HOST=127.0.0.1:$port rc 75 gcs stat $b/small && says "503"; forget'
ok 'nothing anywhere'       'GCE_METADATA_HOST=127.0.0.1:1 rc 2 gcs stat $b/small && says "GOOGLE_APPLICATION_CREDENTIALS"'
ok 'a token ends early: another' 'told _set "{\"expires\": 600}"; forget; fault "{\"op\": \"chunk\", \"skip\": 1, \"mode\": \"status\", \"status\": 401}"; GOOGLE_APPLICATION_CREDENTIALS=service.json rc 0 gcs put big $b/tok && [ "$(calls "POST /token")" = 2 ]'
ok 'a token of 60 s is none to keep' 'told _set "{\"expires\": 60}"; forget; GOOGLE_APPLICATION_CREDENTIALS=user.json rc 0 gcs get $b/small got && [ "$(calls "POST /token")" = 2 ]; told _set "{\"expires\": 3600}"'
ok 'a token server that stumbles' 'forget; fault "{\"op\": \"token\", \"times\": 2, \"mode\": \"status\"}"; GOOGLE_APPLICATION_CREDENTIALS=user.json rc 0 gcs stat $b/small'
ok 'refused'                'jq ".refresh_token = \"other\"" user.json >u2.json && chmod 600 u2.json && GOOGLE_APPLICATION_CREDENTIALS=u2.json rc 2 gcs stat $b/small && says "invalid_grant: Bad grant." && ! grep -q "other" err'
ok 'another key'            'openssl genrsa 2048 2>/dev/null >k2.pem; jq --rawfile k k2.pem ".private_key = \$k" service.json >s2.json && chmod 600 s2.json && GOOGLE_APPLICATION_CREDENTIALS=s2.json rc 2 gcs stat $b/small && says "invalid_grant"'
ok 'no key'                 'jq ".private_key = \"x\"" service.json >s3.json && chmod 600 s3.json && GOOGLE_APPLICATION_CREDENTIALS=s3.json rc 2 gcs stat $b/small && says "no RSA key"'
ok 'no file'                'GOOGLE_APPLICATION_CREDENTIALS=nosuch rc 2 gcs stat $b/small && says "nosuch"'
ok 'a file for all'         'chmod 644 u2.json; GOOGLE_APPLICATION_CREDENTIALS=u2.json rc 2 gcs stat $b/small && says "chmod 600"'
ok 'another type'           'echo "{\"type\": \"external_account\"}" >e.json && chmod 600 e.json && GOOGLE_APPLICATION_CREDENTIALS=e.json rc 2 gcs stat $b/small && says "want the type"'
ok 'a token_uri in the clear' 'jq ".token_uri = \"http://192.0.2.1/token\"" user.json >u3.json && chmod 600 u3.json && GOOGLE_APPLICATION_CREDENTIALS=u3.json rc 2 gcs stat $b/small && says "token_uri"'
ok 'a store in the clear'   'SG_GCS_TOKEN=t SG_GCS_ENDPOINT=http://192.0.2.1 rc 2 gcs stat $b/small && says "in the clear"'
told _set '{"token": null}'
ok 'an emulator: no token'  'forget; STORAGE_EMULATOR_HOST=127.0.0.1:$port rc 0 gcs stat $b/small && ! asked _headers | grep -qi ^authorization && STORAGE_EMULATOR_HOST=http://127.0.0.1:$port/ rc 0 gcs stat $b/small'
ok 'no secret in a log'     '! asked _log | grep -qE "secret|refresh|assertion"'

export SG_GCS_TOKEN=t
ok 'full disk'              'rc 2 "gcs stat $b/small >/dev/full" && says "standard output"'
ok 'usage'                  'rc 2 gcs -x && says "usage: sg-gcs" && rc 2 gcs && rc 2 gcs put x && rc 2 gcs get && rc 2 gcs other x && rc 0 gcs -h && rc 0 gcs -V'
done_testing
