#!/bin/bash
# shellcheck disable=SC2016,SC2034,SC2317 # ok evaluates
# What attacks: little input that is much sound or text, links laid where files will
# be, cores with keys in them, old TLS, and the rights of what is made.
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/lib.sh"
plain_only 'kernels, servers and files'
# shellcheck source=tests/standin.sh
. "$here/tests/standin.sh"
# shellcheck source=tests/pg.sh
. "$here/tests/pg.sh"
kib() { /usr/bin/time -q -o kib -f %M "$@"; }

# 12 hours in some kilobytes
head -c $((12 * 3600 * 1000 * 2)) /dev/zero |
    flac --totally-silent --lax -b 65535 --force-raw-format --endian=little --sign=signed --channels=1 --bps=16 --sample-rate=1000 -o bomb.flac -
ok 'a bomb of sound'        '[ "$(stat -c %s bomb.flac)" -lt 20000 ]'
ok 'ten minutes of it'      '[ "$(kib timeout 20 sg-decode -t 600 bomb.flac | wc -c)" -lt 19300000 ] && [ "$(cat kib)" -lt 40000 ]'
ok 'all of it, in little memory' '[ "$(kib sg-decode -r 1000 bomb.flac | wc -c)" -gt 172800000 ] && [ "$(cat kib)" -lt 40000 ]'
ok 'and no peak in it'      'sg-decode bomb.flac | kib sg-peaks | grep -c "^[^#]" | grep -qx 0 && [ "$(cat kib)" -lt 40000 ]'

# 100 MiB in 100 KiB, by gzip
stand youtube <(echo '{"channels": {}, "videos": {}, "playlists": {}, "private": []}') PORTFILE || exit 2
export SG_YT_KEY=test-key SG_YT_ENDPOINT=http://127.0.0.1:$port/youtube/v3/ SG_HTTP='tries=1 stall=20'
fault '{"op": "videos", "mode": "bomb"}'
ok 'a bomb of text'         'rc 2 kib sg-ytmeta dQw4w9WgXcQ && says "an answer of more than 64 MiB" && [ "$(cat kib)" -lt 200000 ]'

# TLS of before 1.2
openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out cert.pem -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost,IP:127.0.0.1 2>/dev/null
cat >old.py <<'P'
import http.server, ssl, sys
c = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
c.set_ciphers('ALL:@SECLEVEL=0')
c.minimum_version = ssl.TLSVersion.TLSv1
c.maximum_version = ssl.TLSVersion[sys.argv[2]]
c.load_cert_chain('cert.pem', 'key.pem')
class H(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200); self.end_headers(); self.wfile.write(b'{"items": []}')
    def log_message(self, *a): open('asked', 'a').write(self.headers.get('X-goog-api-key', '-') + '\n')
s = http.server.HTTPServer(('127.0.0.1', 0), H)
s.socket = c.wrap_socket(s.socket, server_side=True)
open(sys.argv[1], 'w').write(str(s.server_address[1]))
s.serve_forever()
P
for v in TLSv1_1 TLSv1_2; do
	python3 -W ignore old.py $v $v 2>old.err &
	standing+=($!)
	for ((i = 0; i < 100; i++)); do [ ! -s $v ] || break; sleep 0.1; done
done
# the client would: its library is told that anything goes
printf 'openssl_conf = a\n[a]\nssl_conf = b\n[b]\nsystem_default = c\n[c]\nMinProtocol = None\nCipherString = ALL:@SECLEVEL=0\n' >openssl.cnf
tls() { OPENSSL_CONF=$PWD/openssl.cnf SG_YT_ENDPOINT=https://localhost:$(cat "$1")/ SG_CA_FILE=$PWD/cert.pem SSL_CERT_FILE=$PWD/cert.pem CURL_CA_BUNDLE=$PWD/cert.pem sg-ytmeta dQw4w9WgXcQ; }
ok 'curl speaks old TLS'    'OPENSSL_CONF=$PWD/openssl.cnf curl -s --tlsv1.0 --cacert cert.pem "https://localhost:$(cat TLSv1_1)/" | grep -q items && rm asked'
ok 'we do not'              'rc 75 tls TLSv1_1 && [ ! -e asked ]'
ok 'but that of today'      'tls TLSv1_2 >out 2>err; grep -qx test-key asked'

# no core of whoever has a key or a password
pg_start
trap 'kill "${standing[@]}" 2>/dev/null; wait "${standing[@]}" 2>/dev/null; pg_stop immediate; rm -rf "$tmp"' EXIT
sql postgres -c 'create database s'
SG_DB=$(db s)
export SG_DB
guarded() { strace -f -qq -o trace -e trace=prlimit64 "$@" >out 2>err; grep -q "RLIMIT_CORE, {rlim_cur=0," trace; }
ulimit -S -c unlimited
ok 'sg-ytmeta leaves no core' 'guarded sg-ytmeta dQw4w9WgXcQ'
ok 'sg-gcs leaves no core'  'SG_GCS_TOKEN=t SG_GCS_ENDPOINT=http://127.0.0.1:1 guarded sg-gcs list gs://bucket'
ok 'sg-queue leaves no core' 'guarded sg-queue init && guarded sg-queue stat'
ok 'nor the command it runs' 'printf "## sg videos 1\n# id\na\n## end\n" | sg-queue add && sg-queue run -- sh -c "ulimit -S -c >limit; sg-queue finish flag" && grep -qx 0 limit'
music 1 9 | sg-hash -i m >m.fp
ok 'sg-store leaves no core' 'guarded sg-store m.fp'
ok 'sg-match leaves no core' 'guarded sg-match -w none m.fp'
ok 'sg-peaks may'           '! guarded sg-peaks /dev/null'

# links where files will be: nothing behind them is touched
unset SG_DB
echo mine >victim
sg-store -d ix m.fp
music 2 9 | sg-hash -i n >n.fp
lay() { for f in MANIFEST.tmp 000002.seg 000001.1.dead PULLED.tmp; do [ -e "$1/$f" ] || ln -sf "$tmp/victim" "$1/$f"; done; }
ok 'an index with links in it' 'lay ix && rc 0 sg-store -d ix n.fp && lay ix && rc 0 sg-index -d ix rm m && lay ix && rc 0 sg-index -d ix merge && sg-index -d ix check && [ "$(cat victim)" = mine ]'
ok 'a mirror with links in it' 'sg-index pull -d pulled "$(db s)" && lay pulled && sg-store -d "$(db s)" n.fp && rc 0 sg-index pull -d pulled "$(db s)" && sg-index -d pulled check && [ "$(cat victim)" = mine ]'

# what is made belongs to whom the umask says
ok 'for everybody'          '(umask 022 && sg-store -d open m.fp) && [ -z "$(find open -type f ! -perm 644)" ] && [ "$(stat -c %a open)" = 755 ]'
ok 'for nobody else'        '(umask 077 && sg-store -d shut m.fp && sg-store -d shut n.fp && sg-index -d shut rm n) && [ -z "$(find shut -perm /077)" ]'
ok 'samples that wait are nobody else'"'"'s' 'ffmpeg -nostdin -v error -f lavfi -i sine=d=3 -c:a aac last.m4a && mkdir wait && cat last.m4a | TMPDIR=$PWD/wait strace -f -qq -o trace -e trace=openat sg-decode >/dev/null && grep "wait" trace | grep -qE "O_TMPFILE.*, 0600|O_EXCL.*, 0600" && [ -z "$(ls -A wait)" ]'
# --- what steers a terminal, in a title
music 1 12 | sg-hash -i steer >steer.fp
printf '## sg videos 1\n# id\ttitle\nsteer\tA\x1b[31mB\xc2\x9b31mC\x7fD\x9b \xc3\xa9\n## end\n' >steer.v
sg-store -d steer -m steer.v steer.fp
calm() { ! LC_ALL=C grep -qP '[\x01-\x08\x0b-\x1f\x7f]|\xc2[\x80-\x9f]|(?<![\x80-\xff])[\x80-\x9f]' "$@"; }
ok 'is escaped in a stream'   'rc 0 sg-index -d steer ls && calm out && grep -qF "A\\x1b[31mB\\xc2\\x9b31mC\\x7fD\\x9b é" out && rc 0 sg-match -d steer steer.fp && calm out'
title() { sg-index -d "$1" ls | grep -v '^#' | cut -f 5; }
ok 'and comes back'           'printf "## sg videos 1\n# id\ttitle\nsteer\t%s\n## end\n" "$(title steer)" >steer.w && sg-store -d steer2 -m steer.w steer.fp && title steer2 | grep -q x1b && [ "$(title steer2)" = "$(title steer)" ]'
ok 'is no part of a table'    'music 1 12 >steer.au; rc 0 "$here/pipelines/identify.sh" -d steer steer.au && calm out && grep -q "A \[31mB" out'
ok 'nor of a message'         'printf "## sg \x1b[31m\xc2\x9b \x9b 1\n" | rc 2 sg-match -d steer && calm err'
done_testing
