#!/bin/bash
# Input without an end: what is no input is refused at its beginning; what is, is
# gone through in as much memory as the first minute took.
# shellcheck disable=SC2034 # eval uses them
. "$(dirname "$0")/lib.sh"
plain_only 'memory is another with sanitizers'

for p in sg-decode sg-peaks sg-hash sg-segment sg-match sg-store; do
	ok "$p: /dev/zero, /dev/urandom, yes" \
	    'for from in "cat /dev/zero" "cat /dev/urandom" yes; do
		SG_DB=$tmp/no rc 2 "$from 2>/dev/null | timeout 10 $p" && [ "$(wc -l <err)" = 1 ] || exit
	done'
done
ok 'no index was begun'     '[ ! -e no ] || [ "$(sg-index -d no stat | grep "^recordings")" = "recordings	0" ]'

profile=$(music 1 5 | sg-hash | sed -n 2p)
music 1 60 | sg-hash -i one | sg-store -d ix
# the sound of a radio: noise of 16 bits, and music in turns of a minute
au() { printf '.snd\0\0\0\030\377\377\377\377\0\0\0%b\0\0\037\100\0\0\0\001' "$1"; }
noise() { au '\003'; cat /dev/urandom; }
music 2 60 | tail -c +41 >minute
radio() { au '\006'; while cat minute; do :; done; }
clips() {
	awk -v profile="$profile" 'BEGIN { for (;;) {
		printf "## sg hashes 1\n%s\n## by x\n## rec r%d\n# rec\tt_ref\thash\n", profile, ++i
		printf "r%d\t0\t0000000a\n## frames 1\n## end\n", i } }'
}
long_line() { clips | head -n 5; tr '\0' x </dev/zero; }

# peak PROGRAM-AND-OPTIONS: for 3 s; the KiB that it took, in a file of its name
peak() {
	/usr/bin/time -q -o "kib.${1##*-}" -f %M timeout 3 "$@"
	[ $? -eq 124 ] && touch "going.${1##*-}"
}
noise | peak sg-decode >/dev/null 2>&1 &
radio 2>/dev/null | peak sg-peaks >/dev/null 2>&1 &
radio 2>/dev/null | sg-hash -i r 2>/dev/null | peak sg-segment -W 10 -S 5 >windows 2>&1 &
noise | peak sg-hash -i n >/dev/null 2>&1 &
clips 2>/dev/null | peak sg-match -w none -d ix >/dev/null 2>&1 &
wait
for p in decode peaks hash segment match; do
	ok "sg-$p goes on, in less than 32 MiB" '[ -e going.$p ] && [ "$(cat kib.$p)" -lt 32768 ]'
done
ok 'windows came out'       '[ "$(grep -c "^## end" windows)" -ge 1 ]'

for p in 'sg-segment -W 10' 'sg-match -d ix' 'sg-store -d no'; do
	ok "$p: a line without an end" 'rc 2 "long_line 2>/dev/null | timeout 10 $p" && says "line of more than"'
done
done_testing
