#!/bin/bash
# sg-confine: what is confined has no network and no more than it may have.
# shellcheck disable=SC2034 # eval uses them
. "$(dirname "$0")/lib.sh"

python3 -u -m http.server --bind 127.0.0.1 0 >server 2>&1 & server=$!
trap 'kill $server; rm -rf "$tmp"' EXIT
for ((i = 0; i < 100; i++)); do
	port=$(grep -oP 'port \K[0-9]+' server) && break
	sleep 0.1
done
url=http://127.0.0.1:$port/
# others: as somebody who may not make a network of his own without being asked
others=(env)
[ "$(id -u)" -ne 0 ] || others=(runuser -u nobody --)
chmod 755 "$tmp"
confine=$tmp/sg-confine # nobody may not enter every clone
install -m 755 "$(command -v sg-confine)" "$confine"

ok 'the network is there'   'rc 0 curl -s --noproxy "*" $url'
ok 'confined, it is not'    'rc 7 sg-confine curl -s --noproxy "*" $url && [ ! -s out ]'
ok 'nor for others'         'rc 7 "${others[@]}" "$confine" curl -s --noproxy "*" $url && [ ! -s out ]'
ok 'nor in what it starts'  'rc 7 sg-confine sh -c "sh -c \"curl -s --noproxy \\* $url\""'
ok 'no socket of any kind'  'rc 1 sg-confine python3 -c "import socket; socket.socket(socket.AF_UNIX)" && says "Operation not permitted"'
ok 'no way into others'     'rc 0 sg-confine python3 -c "
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
print(libc.ptrace(16, os.getppid(), 0, 0), ctypes.get_errno())" && [ "$(cat out)" = "-1 1" ]'
ok 'nothing gains rights'   'rc 0 sg-confine grep NoNewPrivs /proc/self/status && grep -q "1$" out'
ok '-N keeps the network'   'rc 0 sg-confine -N curl -s --noproxy "*" $url && [ -s out ]'
ok 'it was asked twice'     '[ "$(grep -c GET server)" -eq 2 ]'

ok '-c: a spinner ends'     'rc 152 "(sg-confine -c 1 sh -c \"while :; do :; done\"; exit \$?)"'
ok '-f: a writer ends'      'rc 153 "(sg-confine -f 1 dd if=/dev/zero of=big bs=64k count=100; exit \$?)" && [ "$(stat -c %s big)" -eq 1048576 ]'
ok '-m: an eater is refused' 'rc 1 sg-confine -m 400 python3 -c "b = bytearray(1 << 29)" && says MemoryError'
ok 'a lower bound stays'    'rc 0 "ulimit -t 5; sg-confine -c 100 sh -c \"ulimit -t\"" && [ "$(cat out)" = 5 ]'
ok 'it goes with its parent' 'sh -c "sg-confine sleep 777.7 & exec sleep 0.2"; sleep 0.1; ! pgrep -x -f "sleep 777.7"'

ok 'status and streams are the command'\''s' 'echo hi | rc 3 sg-confine sh -c "cat; exit 3" && [ "$(cat out)" = hi ]'
ok 'options behind it are its' 'rc 0 sg-confine echo -c -N && [ "$(cat out)" = "-c -N" ]'
ok 'no such command'        'ASAN_OPTIONS=detect_leaks=0 rc 2 sg-confine nosuch && says "sg-confine: nosuch: No such file or directory"'
ok 'no command'             'rc 2 sg-confine -N && says "usage: sg-confine "'
ok 'bounds'                 'rc 2 sg-confine -c 0 true && says "-c cpu_s: not in 1..1000000: 0" && rc 2 sg-confine -m 1x true && says "-m mebibytes: not a number: 1x"'
music 1 5 >m.au
ffmpeg -v error -i m.au m.webm
# under sanitizers: they want all addresses, and look for leaks by ptrace
bounds=(-m 1536)
[[ $O != *san* ]] || bounds=(env ASAN_OPTIONS=detect_leaks=0)
ok 'a decoder works in it'  'rc 0 "sg-confine -f 64 -c 10 ${bounds[*]} sg-decode m.webm >a.au" && sg-decode m.webm | cmp - a.au'
done_testing
