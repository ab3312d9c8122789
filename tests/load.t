#!/bin/bash
# Many uploads, eight at once: none is lost, each has its own answer, and the
# server is no larger than before. LOAD=200 for so many: tests/long/load.t.
# shellcheck disable=SC2034,SC2119,SC2154 # eval uses them; site.sh sets them
. "$(dirname "$0")/lib.sh"
plain_only 'load'
# shellcheck source=tests/site.sh
. "$here/tests/site.sh"
n=${LOAD:-24}
site_index
# clip i is from second i + 2 of recording i % 3 + 1
ids=(video000001 video000002 home)
for ((i = 0; i < 24; i++)); do
	sg-decode -s $((i + 2)) -t 6 -b 16 "m$((i % 3 + 1)).au" >"clip$i.au"
done
export SG_WEB='searches=2 waiting=8 wait=300 wall=300'
site_start || exit 2
server=$(pgrep -P "$served" lighttpd)
rss() { awk '/VmRSS/ { print $2 }' "/proc/$server/status"; }
files() { find "/proc/$server/fd" -type l | wc -l; }

# one I: I, the status, and where its clip was found
one() {
	local answer
	answer=$(curl -s --noproxy '*' -w '\n%{http_code}' --data-binary "@clip$(($1 % 24)).au" "${site}identify?picture=1")
	echo "$1 $(tail -n 1 <<<"$answer") $(head -n 1 <<<"$answer" | jq -r '.candidates[0] | "\(.id) \(.offset_s | round)"')"
}
export -f one
export site
run() { seq 0 "$(($1 - 1))" | SHELL=/bin/bash parallel --will-cite -j 8 one; }
run 8 >warm
before=$(rss) open=$(files) start=$SECONDS
run "$n" >answers
echo "# $n uploads in $((SECONDS - start)) s; lighttpd has $before kB before, $(rss) kB after"
for ((i = 0; i < n; i++)); do echo "$i 200 ${ids[i % 24 % 3]} $((i % 24 + 2))"; done >want
ok "$n uploads, 8 at once: none is lost" 'sort -n answers | diff want - >err'
ok 'memory is flat'         '[ "$(rss)" -le $((before + before / 10 + 512)) ]'
ok 'no file stays open'     '[ "$(files)" -le "$open" ]'
# it writes its log, and waits for its children, now and then
for ((i = 0; i < 60; i++)); do
	[ "$(grep -c 'POST /identify 200' log)" -lt "$n" ] || pgrep -P "$server" sg-cgi >/dev/null || break
	sleep 0.1
done
ok 'the log has them all'   '[ "$(grep -c "POST /identify 200" log)" -ge "$n" ]'
ok 'no process is left'     '! pgrep -P "$server" sg-cgi'
ok 'no clip is left'        '[ -z "$(ls -A "$run/upload" "$run/tmp" | grep -v :)" ]'
site_stop
done_testing
