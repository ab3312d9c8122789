#!/bin/bash
# sg-ytmeta against a stand-in for YouTube's API: names, paging, batches, what
# is missing, what goes wrong on the way, the quota, the cache.
# shellcheck disable=SC2034 # eval uses them
. "$(dirname "$0")/lib.sh"
. "$here/tests/standin.sh"
unset http_proxy https_proxy all_proxy no_proxy HTTP_PROXY HTTPS_PROXY ALL_PROXY NO_PROXY SSL_CERT_FILE

python3 - <<'EOF'
import json
def vid(i, c='v'): return '%s%010d' % (c, i)
channels = [
  {'id': 'UC' + 'a' * 22, 'handle': '@tunes', 'user': 'oldtunes', 'uploads': 'UU' + 'a' * 22, 'count': 130},
  {'id': 'UC' + 'b' * 22, 'handle': '@müsik', 'uploads': 'UU' + 'b' * 22, 'count': 0},
  {'id': 'UC' + 'c' * 22, 'handle': '@big', 'uploads': 'UU' + 'c' * 22, 'count': 20500},
]
videos, lists = {}, {}
ids = [vid(i) for i in range(130)]
for i, v in enumerate(ids):
    videos[v] = {'title': 'Tune %d' % i, 'channelId': 'UC' + 'a' * 22, 'channel': 'Tunes',
                 'published': '2024-%02d-%02dT10:00:00Z' % (12 - i // 12, 28 - i % 12), 'duration': 'PT3M%dS' % (i % 60)}
videos[ids[3]].update(live='live', duration='P0D')
videos[ids[4]].update(live='upcoming', duration='P0D')
videos[ids[5]].update(title='#1 tab\there\\ \u4e2d', embeddable=False, duration='P1DT2H')
videos[ids[6]]['gone'] = True
lists['UU' + 'a' * 22] = ids[:60] + ['deleted_id1'] + ids[60:] + ids[2:4]
lists['PL' + 'x' * 16] = [vid(1), vid(128), vid(1), 'deleted_id1']
for i in range(20000):
    videos[vid(i, 'b')] = {'published': '2020-01-01T00:00:00Z', 'channelId': 'UC' + 'c' * 22}
lists['UU' + 'c' * 22] = [vid(i, 'b') for i in range(20000)]
lists['PL' + 'p' * 16] = []
json.dump({'channels': channels, 'videos': videos, 'playlists': lists, 'private': ['PL' + 'p' * 16]}, open('data.json', 'w'))
EOF
stand youtube data.json PORTFILE || exit 2
export SG_YT_KEY=test-key SG_YT_ENDPOINT=http://127.0.0.1:$port/youtube/v3/
export SG_HTTP='wait=0.01 stall=1 connect=2 total=20'
rows() { grep -v '^#' out; }
n_rows() { [ "$(rows | wc -l)" -eq "$1" ]; }
calls() { asked _log | grep -c "${1:-GET}"; }
spent() { grep -oE '^sg-ytmeta: [0-9]+ units' err | grep -oE '[0-9]+'; }
meta() { sg-ytmeta "$@"; }
list=PLxxxxxxxxxxxxxxxx

# --- a channel
ok 'a channel by handle'    'rc 0 meta @tunes && n_rows 127'
ok 'a whole stream'         'head -1 out | grep -qx "## sg videos 1" && tail -1 out | grep -qx "## end" && grep -q "^# id	title	channel_id	channel	published_at	duration_s	live	embeddable	url$" out'
ok 'one call, 3 pages, 3 batches' '[ "$(calls channels)" = 1 ] && [ "$(calls playlistItems)" = 3 ] && [ "$(calls videos)" = 3 ]'
ok 'units as the server counts' '[ "$(spent)" = "$(calls)" ] && [ "$(spent)" = 7 ]'
ok 'newest first, as listed' '[ "$(rows | head -3 | cut -f1 | xargs)" = "v0000000000 v0000000001 v0000000002" ]'
ok 'no video twice'         '[ -z "$(rows | cut -f1 | sort | uniq -d)" ]'
ok 'a row'                  'rows | grep -qxF "v0000000000	Tune 0	UCaaaaaaaaaaaaaaaaaaaaaa	Tunes	2024-12-28T10:00:00Z	180	none	true	https://www.youtube.com/watch?v=v0000000000"'
ok 'a title, escaped'       'rows | grep "^v0000000005" | cut -f2 | grep -qxF "\\x231 tab\\there\\\\ 中"'
ok 'a day and two hours; not embeddable' '[ "$(rows | grep "^v0000000005" | cut -f6,8)" = "93600	false" ]'
ok 'deleted and private are said' 'says "deleted_id1: unavailable" && says "v0000000006: unavailable" && says "2 unavailable"'
ok 'live passed over'       'says "2 live" && ! rows | grep -q "^v000000000[34]"'
ok '-l: and taken'          'rc 0 meta -l @tunes && n_rows 129 && [ "$(rows | grep "^v000000000[34]" | cut -f6,7 | xargs)" = "- live - upcoming" ]'
ok 'sg-store -m reads it'   'meta @tunes >v.tsv 2>err && music 1 10 >t.au && sg-hash -i v0000000000 t.au | rc 0 sg-store -d ix -m v.tsv && sg-index -d ix ls | grep -q "Tune 0"'
ok 'the key is in no URL'   '! asked _log | grep -q test-key && ! asked _log | grep -q "key=" && asked _headers | grep -qi "^x-goog-api-key: test-key"'
ok 'by id'                  'rc 0 meta UCaaaaaaaaaaaaaaaaaaaaaa && n_rows 127'
ok 'by an old name'         'rc 0 meta youtube.com/user/oldtunes && n_rows 127'
ok '/c/name that is a handle' 'rc 0 meta https://www.youtube.com/c/Tunes && n_rows 127'
ok '/c/name that is none'   'rc 1 meta youtube.com/c/other && says "no such channel"'
ok 'a handle in another script, without videos' 'rc 0 meta "https://youtube.com/@m%C3%BCsik/videos" && n_rows 0 && [ "$(spent)" = 2 ]'
ok 'an unknown channel'     'rc 1 meta @nobody @tunes && says "@nobody: there is no such channel" && n_rows 127 && tail -1 out | grep -qx "## end"'

# --- playlists and videos
ok 'a playlist'             'rc 0 meta $list && n_rows 2 && [ "$(rows | cut -f1 | xargs)" = "v0000000001 v0000000128" ]'
ok 'that is not there'      'rc 1 meta PLyyyyyyyyyyyyyyyy && says "no such playlist"'
ok 'that is private'        'rc 2 meta PLpppppppppppppppp && says "playlistItemsNotAccessible" && ! tail -1 out | grep -q "## end"'
ok 'videos'                 'forget; rc 0 meta v0000000007 "https://youtu.be/v0000000008?t=3" "https://www.youtube.com/watch?v=v0000000009&list=$list" && n_rows 3 && [ "$(calls)" = 1 ]'
ok 'a video that is not there' 'rc 1 meta v0000000007 zzzzzzzzzzz && says "zzzzzzzzzzz: unavailable" && n_rows 1'
ok 'an id that begins with -' 'rc 1 meta -- -abcdefghij && says "-abcdefghij: unavailable"'
ok '120 videos: 3 calls'    'forget; rc 0 meta $(seq -f "v%010.0f" 7 126) && n_rows 120 && [ "$(calls)" = 3 ]'
ok 'nothing twice over all names' 'rc 0 meta v0000000001 $list @tunes && n_rows 127'
for u in 'https://youtube.com@evil.example/watch?v=v0000000007' https://youtube.com.evil.example/watch?v=v0000000007 \
    https://evil.example/youtube.com/watch?v=v0000000007 https://youtu.be.example/v0000000007 ftp://youtube.com/watch?v=v0000000007 \
    'https://evil.example\@youtube.com/watch?v=v0000000007' https://youtube.com:8080/watch?v=v0000000007 http://127.0.0.1/v0000000007; do
	ok "refused: $u"    'forget; rc 2 meta "$u" && [ -s err ] && [ ! -s out ] && [ "$(calls)" = 0 ]'
done

# --- filters
ok '-a, a day'              'rc 0 meta -a 2024-12-20 @tunes && n_rows 6'
ok 'stops when a page is too old' 'forget; rc 0 meta -a 2024-12-20 @tunes && [ "$(calls playlistItems)" = 2 ] && [ "$(calls videos)" = 1 ]'
ok '-A: does not'           'forget; rc 0 meta -A -a 2024-12-20 @tunes && n_rows 6 && [ "$(calls playlistItems)" = 3 ]'
ok '-b, a time'             'rc 0 meta -b 2024-12-28T10:00:00Z @tunes && n_rows 126'
ok '-a and -b: half open'   'rc 0 meta -a 2024-12-26 -b 2024-12-28 @tunes && [ "$(rows | cut -f5 | sort -u | xargs)" = "2024-12-26T10:00:00Z 2024-12-27T10:00:00Z" ]'
ok 'dates of videos, too'   'rc 0 meta -a 2024-12-20 v0000000000 v0000000100 && n_rows 1'
ok '-n, and no call too many' 'forget; rc 0 meta -n 3 @tunes && n_rows 3 && [ "$(calls)" = 3 ]'
ok 'bad dates'              'for d in 2024 2024-13-01 2023-02-29 2024-1-1 yesterday 2024-01-01T25:00:00Z; do rc 2 meta -a $d @tunes && says "-a after: want YYYY-MM-DD" || exit 1; done'
ok 'bad -n'                 'rc 2 meta -n 0 @tunes && says "-n max"'

# --- raw
ok '-j: whole items'        'rc 0 meta -j $list && [ "$(jq -r .id out | xargs)" = "v0000000001 v0000000128" ] && [ "$(jq -r .statistics.viewCount out | head -1)" = 12 ]'

san_enough

# --- on the way; every call is retried alike: one of the three for each fault
ops=(channels playlistItems videos) i=0
for f in '"mode": "status", "status": 503' '"mode": "status", "status": 500' '"mode": "html"' '"mode": "garbage"' \
    '"mode": "cut"' '"mode": "reset"' '"mode": "silent", "pause": 3' \
    '"mode": "status", "status": 429, "reason": "RESOURCE_EXHAUSTED"' '"mode": "status", "status": 403, "reason": "rateLimitExceeded"'; do
	op=${ops[$((i++ % 3))]}
	ok "survived: $op, $f" 'forget; fault "{\"op\": \"$op\", \"times\": 2, $f}"; rc 0 meta @tunes && n_rows 127'
done
ok 'tries cost units'       'forget; fault "{\"op\": \"videos\", \"times\": 2, \"mode\": \"status\"}"; rc 0 meta $list && [ "$(spent)" = 4 ]'
ok 'gives up with 75'       'forget; fault "{\"times\": 99, \"mode\": \"status\"}"; rc 75 meta $list && says "HTTP 503 (5 tries" && [ "$(calls)" = 5 ] && ! grep -q "## end" out'
ok 'Retry-After is heeded'  'forget; fault "{\"mode\": \"status\", \"headers\": {\"Retry-After\": \"1\"}}"; t=$(date +%s%N); rc 0 meta v0000000007 && [ $((($(date +%s%N) - t) / 1000000)) -ge 1000 ]'
ok 'also as a date'         'forget; d=$(date -u -d "+60 seconds" "+%a, %d %b %Y %H:%M:%S GMT"); fault "{\"mode\": \"status\", \"headers\": {\"Retry-After\": \"$d\"}}"; rc 75 meta v0000000007 && says "1 tries" && [ "$(calls)" = 1 ]'
ok 'slow, but within total' 'forget; fault "{\"mode\": \"slow\", \"pause\": 0.001}"; rc 0 meta $list && n_rows 2'
ok 'slow beyond it'         'forget; fault "{\"mode\": \"slow\", \"pause\": 0.2, \"times\": 9}"; SG_HTTP="wait=0.01 total=1" rc 75 meta $list && says "imed out"'
ok 'no server'              'SG_YT_ENDPOINT=http://127.0.0.1:1/ rc 75 meta $list && says "onnect"'
ok 'a redirect is not followed' 'forget; fault "{\"mode\": \"status\", \"status\": 302, \"headers\": {\"Location\": \"http://127.0.0.1:$port/_log\"}}"; rc 2 meta $list && says "302" && [ "$(calls)" = 1 ]'
ok 'gzip'                   'told _set "{\"gzip\": true}"; rc 0 meta @tunes && n_rows 127 && asked _headers | grep -qi "^user-agent: .*gzip" && told _set "{\"gzip\": false}"'
ok 'gzip, cut'              'told _set "{\"gzip\": true}"; forget; fault "{\"op\": \"videos\", \"mode\": \"cut\"}"; rc 0 meta @tunes && n_rows 127; told _set "{\"gzip\": false}"'
forget

# --- keys
ok 'a wrong key'            'SG_YT_KEY=wrong rc 2 meta $list && says "API_KEY_INVALID" && ! grep -q wrong err'
ok 'no key'                 'rc 2 env -u SG_YT_KEY sg-ytmeta $list && says "no key"'
ok 'a key from a file'      'echo test-key >key && chmod 600 key && rc 0 env -u SG_YT_KEY sg-ytmeta -K key $list && n_rows 2'
ok 'that others can read'   'chmod 644 key && rc 2 env -u SG_YT_KEY sg-ytmeta -K key $list && says "chmod 600"'
ok 'a key with a line break' 'SG_YT_KEY=$(printf "a\r\nX: y") rc 2 meta $list && says "the key is none"'
ok 'not in the clear'       'SG_YT_ENDPOINT=http://192.0.2.1/ rc 2 meta $list && says "in the clear"'

# --- the quota
ok 'quota: 75, and what came is whole' 'told _set "{\"quota\": 4}"; forget; rc 75 meta -c cache @tunes && says "quota is used up" && tail -1 out | grep -qx "## end" && n_rows 47 && cp out first && asked _log >log1'
ok 'still none: goes nowhere' 'forget; rc 75 meta -c cache @tunes && n_rows 0 && [ "$(calls)" = 1 ]'
ok 'goes on: the rest'      'told _set "{\"quota\": 2}"; forget; rc 75 meta -c cache @tunes && cp out second && asked _log >>log1; told _set "{\"quota\": null}"; forget; rc 0 meta -c cache @tunes && cp out third && asked _log >>log1'
ok 'no row twice, none missing' 'meta @tunes 2>err | grep -v "^#" | cmp - <(cat first second third | grep -v "^#")'
ok 'no call twice'          '[ "$(grep -c " 200$" log1)" -eq 7 ] && [ -z "$(grep " 200$" log1 | sort | uniq -d)" ]'
ok 'then it begins anew'    '[ -z "$(find cache -name "*.state")" ] && rc 0 meta -c cache @tunes && n_rows 127'
ok 'the network: the same'  'fault "{\"op\": \"videos\", \"skip\": 1, \"times\": 99, \"mode\": \"reset\"}"; rc 75 meta -c cache2 @tunes && n_rows 47; forget; rc 0 meta -c cache2 @tunes && n_rows 80'
ok 'another command, another state' 'told _set "{\"quota\": 4}"; rc 75 meta -c cache3 @tunes; told _set "{\"quota\": null}"; rc 0 meta -c cache3 -l @tunes && n_rows 129 && rc 0 meta -c cache3 @tunes && n_rows 80'
ok 'a page that is no more' 'told _set "{\"quota\": 2}"; rc 75 meta -c cache4 @tunes; told _set "{\"quota\": null}"; sed -i "s/^page	.*/page	gone/" cache4/*.state && rc 0 meta -c cache4 @tunes && n_rows 127 && says "listed anew"'
ok 'a damaged state'        'told _set "{\"quota\": 4}"; rc 75 meta -c cache5 @tunes; told _set "{\"quota\": null}"; sed -i "\$d" cache5/*.state; rc 2 meta -c cache5 @tunes && says "damaged: remove it"'
ok 'without -c: no end'     'told _set "{\"quota\": 4}"; rc 75 meta @tunes && ! tail -1 out | grep -q "## end"; told _set "{\"quota\": null}"'

# --- ETags
ok 'the cache: 304'         'forget; rm -rf cache; rc 0 meta -c cache @tunes && cp out a && rc 0 meta -c cache @tunes && cmp out a && [ "$(asked _log | grep -c " 304$")" -eq 7 ] && [ "$(spent)" = 7 ]'
ok 'no key in it'           '! grep -r test-key cache'
ok 'an entry that is damaged' 'for f in cache/*.json; do head -c 150 "$f" >x && mv x "$f"; done; rc 0 meta -c cache @tunes && cmp out a'
ok 'an entry that is old'   'touch -d "31 days ago" cache/*.json; forget; rc 0 meta -c cache @tunes && cmp out a && ! asked _log | grep -q " 304$"'
ok 'or of the future'       'touch -d "tomorrow" cache/*.json; forget; rc 0 meta -c cache @tunes && cmp out a && ! asked _log | grep -q " 304$"'
ok 'no temporary file is left' '[ -z "$(find cache* -name "*.??????" ! -name "*.json" ! -name "*.state")" ]'

# --- limits
[ -z "${YT_LIST-}" ] || # takes 400 pages
	ok 'a list of 20,000: a warning' 'rc 0 meta -A -a 2021-01-01 @big && n_rows 0 && says "listed 20000 of 20500 videos" && [ "$(spent)" = 401 ]'

# --- TLS and proxies
openssl req -x509 -newkey rsa:2048 -nodes -keyout tls.key -out tls.crt -days 2 -subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1 2>/dev/null
cat tls.key tls.crt >tls.pem
plain=$port
stand youtube data.json PORTFILE tls.pem || exit 2
tls=$port port=$plain
ok 'a certificate of nobody' 'SG_YT_ENDPOINT=https://127.0.0.1:$tls/youtube/v3/ rc 2 meta $list && says "ertificate"'
ok 'SSL_CERT_FILE'          'SSL_CERT_FILE=tls.crt SG_YT_ENDPOINT=https://127.0.0.1:$tls/youtube/v3 rc 0 meta $list && n_rows 2'
ok 'another name'           'SSL_CERT_FILE=tls.crt SG_YT_ENDPOINT=https://localhost:$tls/youtube/v3/ rc 2 meta $list && says "SSL"'
ok 'through a proxy'        'forget; http_proxy=http://127.0.0.1:$port SG_YT_ENDPOINT=http://127.9.9.9:9/youtube/v3/ rc 2 meta $list; [ "$(calls "GET http://127.9.9.9:9/")" -ge 1 ]'

stand proxy PORTFILE heard || exit 2
proxy=$port port=$plain
tls_meta() { https_proxy=http://me:word@127.0.0.1:$proxy SSL_CERT_FILE=tls.crt SG_YT_ENDPOINT=https://127.0.0.1:$tls/youtube/v3/ sg-ytmeta "$@"; }
ok 'a tunnel through a proxy' 'rc 0 tls_meta $list && n_rows 2 && grep -q "^CONNECT 127.0.0.1:$tls" heard'
ok 'which does not hear the key' '! grep -qi "key" heard && grep -qi "^proxy-authorization" heard'
ok 'a certificate is verified through it' 'https_proxy=http://127.0.0.1:$proxy SG_YT_ENDPOINT=https://127.0.0.1:$tls/youtube/v3/ rc 2 meta $list && says "ertificate"'
ok 'no_proxy'               'rm -f heard; no_proxy=127.0.0.1 rc 0 tls_meta $list && [ ! -e heard ]'
ok 'a proxy that is away: 75' 'https_proxy=http://me:word@127.0.0.1:1 SG_YT_ENDPOINT=https://127.0.0.1:$tls/ rc 75 meta $list && ! grep -q word err'

ok 'full disk'              'rc 2 "meta @tunes >/dev/full" && says "standard output"'
ok 'full disk: no state'    'told _set "{\"quota\": 4}"; rc 2 "meta -c cache6 @tunes >/dev/full"; told _set "{\"quota\": null}"; [ -z "$(find cache6 -name "*.state")" ]'
ok 'bad SG_HTTP'            'SG_HTTP=tries=0 rc 2 meta $list && says "SG_HTTP: tries: want 1..1000, got"'
ok 'usage'                  'rc 2 meta -x && says "usage: sg-ytmeta" && rc 2 meta && rc 0 meta -h && rc 0 meta -V'
for p in sg-hash sg-match sg-store sg-decode; do
	ok "$p links no libcurl" '! ldd "$(command -v $p)" | grep -q libcurl'
done
done_testing
