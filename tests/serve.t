#!/bin/bash
# sg-serve: where it listens, what it refuses, how it ends; and the unit that
# runs it as a service.
# shellcheck disable=SC2034,SC2119,SC2154 # eval uses them; site.sh sets them
. "$(dirname "$0")/lib.sh"
plain_only 'shell, lighttpd'
# shellcheck source=tests/site.sh
. "$here/tests/site.sh"
music 1 20 >m1.au
sg-hash -i one m1.au | sg-store -d ix
serve() { timeout -k 5 20 "$here/pipelines/serve.sh" "$@"; }
up() { curl -s --noproxy '*' "${site}identify" | grep -q '"limits"'; }

ok '-h, -V'                 'rc 0 serve -h && grep -q "^usage: serve.sh" out && rc 0 serve -V && grep -qx "serve.sh [0-9.]*" out'
ok 'an operand'             'rc 2 serve ix && says "usage: serve.sh"'
ok 'no index'               'rc 2 serve -d nosuch && says "no index at nosuch"'
ok 'no videos'              'rc 2 serve -d ix -m nosuch && says nosuch'
ok 'a wrong bound'          'SG_WEB="seconds=0" rc 2 serve -d ix && says "SG_WEB: seconds: want 1..36000, got '\''0'\''" && [ ! -s out ]'
ok 'a wrong port'           'rc 2 serve -d ix -p 80x && says "-p: want a port, got 80x"'
ok 'it serves'              'site_start && up'
port=${site##*:} port=${port%/}
ok 'here only'              '[ "$(awk -v p="$(printf ":%04X" "$port")" "\$4 == \"0A\" && \$2 ~ p { print \$2 }" /proc/net/tcp /proc/net/tcp6)" = "0100007F:$(printf %04X "$port")" ]'
ok 'the page'               'curl -s --noproxy "*" "$site" | grep -q "<title>SonicGen"'
ok 'a port that is taken'   'rc 2 serve -d ix -p "$port" && says "port $port is taken: another with -p"'
pid=$served
ok 'SIGTERM: it ends'       'kill "$served"; wait "$served"; [ $? = 143 ] && ! up'
ok 'and leaves nothing'     '[ -z "$(ls -A serve)" ] && ! pgrep -P "$pid"'
served=
for a in 127.0.0.2 ::1 0.0.0.0; do
	if [ "$a" = ::1 ] && [ ! -e /proc/sys/net/ipv6 ]; then
		skip "-a $a" 'no IPv6'
		continue
	fi
	ok "-a $a"              'site_start -a "$a" && site=${site/0.0.0.0/127.0.0.1} && up'
	site_stop
done
ok 'without -p: one that is free' ': >site; (SG_DB=ix exec "$here/pipelines/serve.sh") >site 2>log & served=$!; for ((i = 0; i < 200; i++)); do [ ! -s site ] || break; sleep 0.1; done; site=$(cat site); [[ $site =~ ^http://127.0.0.1:80[89][0-9]/$ ]] && up'
ok 'a log of its own'       'site_stop; SG_WEB_LOG=$tmp/own site_start && up && site_stop && grep -q "GET /identify 200" own'

unit=$here/web/sonicgen-web.service
sed "s|^ExecStart=sg-serve|ExecStart=$here/pipelines/serve.sh|" "$unit" >sonicgen-web.service
if command -v systemd-analyze >/dev/null; then
	ok 'the unit is one'    'rc 0 systemd-analyze verify --man=no "$tmp/sonicgen-web.service" && [ ! -s err ]'
else
	skip 'the unit is one' 'no systemd-analyze'
fi
done_testing
